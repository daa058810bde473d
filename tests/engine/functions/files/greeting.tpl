name = ${name}
%{ for p in packages ~}
- ${upper(p)}
%{ endfor ~}
