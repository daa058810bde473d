"""The long names of Unicode's general categories (PropertyValueAliases.txt), which Go's regexp takes."""

from __future__ import annotations

_NAMES = """
C=other Cc=control,cntrl Cf=format Co=privateuse Cs=surrogate L=letter Ll=lowercaseletter
Lm=modifierletter Lo=otherletter Lt=titlecaseletter Lu=uppercaseletter M=mark,combiningmark
Mc=spacingmark Me=enclosingmark Mn=nonspacingmark N=number Nd=decimalnumber,digit Nl=letternumber
No=othernumber P=punctuation,punct Pc=connectorpunctuation Pd=dashpunctuation Pe=closepunctuation
Pf=finalpunctuation Pi=initialpunctuation Po=otherpunctuation Ps=openpunctuation S=symbol
Sc=currencysymbol Sk=modifiersymbol Sm=mathsymbol So=othersymbol Z=separator Zl=lineseparator
Zp=paragraphseparator Zs=spaceseparator
"""


def short_name(name: str) -> str:
    """The name of a category or script as RE2 writes it; one that is neither, as it is."""
    wanted = name.translate(dict.fromkeys(map(ord, " _-"))).lower()
    for item in _NAMES.split():
        short, _, long = item.partition("=")
        if wanted == short.lower() or wanted in long.split(","):
            return short
    return "_".join(part[:1].upper() + part[1:].lower() for part in name.split("_"))
