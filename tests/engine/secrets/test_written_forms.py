"""The forms in which people write secrets in provisioning, and what only looks alike.

`§` stands for a password, `¤` for a token.
"""

from __future__ import annotations

from pathlib import Path
from time import process_time

import msgspec
import pytest

from canaries import Case, canary, leaks, loaded_templates
from packer_systo.engine import CheckOptions, check, render
from packer_systo.engine.report.options import FORMATS, RenderOptions
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.template.document import JSON

DATA = Path(__file__).resolve().parents[3] / "policies" / "packer-baseline" / "data.json"
PASSWORD = "Sup3rS3cret"
TOKEN = "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8b"


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(secret_patterns([msgspec.json.decode(DATA.read_bytes(), type=dict[str, JSON])]))


FORMS: dict[str, list[str]] = {
    "assignments": [
        "ansible_become_pass=§",
        "host1 ansible_host=a ansible_ssh_pass='§'",
        "ansible_ssh_pass: §",
        '    ansible_become_pass: "§"',
        """--extra-vars '{"ansible_become_pass": "§"}'""",
        "--extra-vars become_pass=§",
        "PGPASS=§ psql",
        "export SSHPASS='§'; sshpass -e ssh host",
        "ROOT_PW='§'",
        'root_pw = "§"',
        "admin_pass: §",
        "$pass = '§'",
        '$pw = "§"',
        '$env:SMTP_PASS = "§"',
        "setx DB_PASSWORD §",
        'setx /M DB_PASSWORD "§"',
        "setx.exe API_TOKEN ¤ /M",
        '[Environment]::SetEnvironmentVariable("DB_PASSWORD","§","Machine")',
        "[System.Environment]::SetEnvironmentVariable('API_TOKEN', '¤', 'Machine')",
        "SECRET_KEY_BASE=¤",
        "export TF_TOKEN_app_terraform_io=¤",
    ],
    "images": [
        "ENV PASSWORD §",
        'ENV DB_PASSWORD "§"',
        "FROM debian:12\nENV MYSQL_ROOT_PASSWORD §\n",
        "ENV API_TOKEN ¤",
    ],
    "files of logins": [
        "machine git.example.com login me password §",
        "machine git.example.com\n  login me\n  password §\n",
        'echo "machine git.example.com\\nlogin me\\npassword §" > ~/.netrc',
        "default login me password §",
        "machine git.example.com login ¤",
        "echo 'localhost:5432:app:me:§' > ~/.pgpass",
        "echo '*:*:*:me:§' >> /root/.pgpass",
        "npm config set //registry.example.com/:_authToken ¤",
        "npm config set _auth ¤",
        "composer config --global http-basic.repo.example.com me §",
        "composer config github-oauth.github.com ¤",
        "bundle config gems.example.com me:§",
        "requirepass §",
        "redis-server --requirepass §",
        "redis-cli config set requirepass §",
        'echo "requirepass §" >> /etc/redis.conf',
        "echo requirepass § >> /etc/redis.conf",
        "port 6379\n  requirepass §\n",
    ],
    "settings by sed": [
        'sed -i "s/# requirepass foobared/requirepass §/" redis.conf',
        r"sed -i 's/^#\?requirepass .*/requirepass §/' redis.conf",
        "sed -i 's|requirepass foobared|requirepass §|' redis.conf",
        "sed -i 's#requirepass foobared#requirepass §#' redis.conf",
        r'sed -i "/^requirepass/c\requirepass §" redis.conf',
        'sed -i "s/password = .*/password = §/" a.ini',
        'sed -i -e "s|DB_PASSWORD=.*|DB_PASSWORD=§|g" .env',
        'sed -i "s/password: changeme/password: §/g" a.yml',
        'sed -i "s/^password.*/password §/" a.conf',
        """sed -i "s/'password', ''/'password', '§'/" config.php""",
        r'sed -i -e "s/\(password: \).*/\1§/" a.yml',
        r"sed -i 's/^\(rpc_password=\).*/\1§/' a.conf",
    ],
    "headers": [
        "curl -H 'PRIVATE-TOKEN: ¤' https://git.example.com",
        'curl --header "X-Vault-Token: ¤" https://vault.example.com',
        "curl -H X-Auth-Token:¤ https://example.com",
        'curl -H "JOB-TOKEN: ¤" https://git.example.com',
        'curl -H "X-API-Key: ¤" https://example.com',
        "curl -H 'X-JFrog-Art-Api: ¤' https://example.com",
        '@{ "X-API-Key" = "¤" }',
        "curl -H 'Authorization: ApiKey ¤' https://example.com",
    ],
    "logging in": [
        "docker login -u me -p§ registry.example.com",
        "docker login -p§",
        "podman login -u me -p § registry.example.com",
        "helm registry login registry.example.com -u me -p '§'",
        "oc login -u me -p § https://example.com",
        "echo '§' | docker login -u me --password-stdin",
        "echo ¤ | gh auth login --with-token",
        'gh auth login --with-token <<< "¤"',
        "curl -ume:§ https://example.com",
        "curl -sSLu me:§ https://example.com",
        "curl -u $NAME:§ https://example.com",
        "curl --proxy-user me:§ https://example.com",
        "git clone https://¤@git.example.com/a.git",
        'git config --global url."https://¤@git.example.com/".insteadOf https://git.example.com/',
        "tailscale up --authkey ¤",
        "subscription-manager register --org=1 --activationkey=§",
        "rhc connect --activation-key § --organization 1",
        "pro attach ¤",
        "sudo ubuntu-advantage attach ¤",
        "SUSEConnect -r ¤ -e me@example.com",
        "gitlab-runner register -n -r ¤",
        "cloudflared service install ¤",
        "snyk auth ¤",
        "vault operator unseal ¤",
        "aws configure set aws_session_token ¤",
        "mc alias set store https://s3.example.com me §",
        "az storage blob upload --account-key ¤",
        "lftp -u me,§ host",
    ],
    "accounts": [
        'chpasswd <<< "root:§"',
        "sudo chpasswd <<<root:§",
        r"printf 'root:§\n' | chpasswd",
        "echo root:§ | sudo -E /usr/sbin/chpasswd -e",
        'chpasswd: { expire: False, list: ["root:§"] }',
        "chpasswd:\n  users:\n    - {name: root, password: §, type: text}\n",
        r'echo -e "§\n§" | passwd root',
        r"printf '§\\n§\\n' | passwd root",
        'passwd --stdin root <<< "§"',
        "net user /add me §",
        'net user me "§" /add',
        "ConvertTo-SecureString -AsPlainText '§' -Force",
        'ConvertTo-SecureString -AsPlainText -Force -String "§"',
        "ConvertTo-SecureString -String § -AsPlainText -Force",
        "ConvertTo-SecureString § -AsPlainText -Force",
        '"§" | ConvertTo-SecureString -AsPlainText -Force',
        'New-Object System.Net.NetworkCredential("me", "§")',
        "$user.SetPassword('§')",
        "<Password>\n  <PlainText>true</PlainText>\n  <Value>§</Value>\n</Password>",
        "sshpw --username=root § --plaintext",
        "mysql-server mysql-server/root_password password §",
        "debconf-set-selections <<< 'app app/mysql/app-pass password §'",
        "openssl passwd -6 §",
        "useradd -m -p $(openssl passwd -1 -salt ab §) me",
        "mkpasswd -m sha-512 §",
        "mkpasswd --method=SHA-512 --rounds=4096 '§'",
        "python3 -c \"import crypt; print(crypt.crypt('§'))\"",
        """perl -e 'print crypt("§", "salt")'""",
        "dscl . -passwd /Users/me §",
        "mysqladmin -u root password '§'",
        "SET PASSWORD FOR 'root'@'localhost' = PASSWORD('§');",
        "rabbitmqctl add_user me §",
        "slappasswd -s §",
        'expect "assword:"\nsend "§\\r"',
        "virt-customize --root-password password:§",
    ],
    "command lines": [
        "sudo -S systemctl restart x <<< '§'",
        r"printf '§\n' | sudo -S id",
        r"printf '%s\n' '§' | sudo -S id",
        "echo '§' | su - root -c id",
        "echo § | kinit me",
        "echo -n '§' | cryptsetup luksFormat /dev/sda2 -",
        "cryptsetup open /dev/sda2 root <<< '§'",
        "echo '§' | realm join -U me example.com",
        "openssl rsa -passin pass:§ -in a.pem",
        "openssl pkcs12 -export -passout 'pass:§' -in a.pem",
        "schtasks /create /tn x /ru me /rp § /tr y",
        'schtasks.exe /Create /RU me /RP "§"',
        'sc.exe config app obj= me password= "§"',
        r"net use Z: \\server\share § /user:me",
        r'net use \\server\share /user:me "§"',
        "cmdkey /add:server /user:me /pass:§",
        "wmic /node:a /user:me /password:§ os",
        'choco install app --params "/Password:§"',
        "winrs -r:a -u:me -p:§ ipconfig",
        "sqlcmd -S . -U sa -P §",
        "sqlplus me/§@db",
        "ipmitool -I lanplus -U me -P '§' power on",
        "unzip -P § a.zip",
        "7z x -p§ a.7z",
        "security unlock-keychain -p § login.keychain",
        "security set-key-partition-list -S apple-tool: -s -k § login.keychain",
        r"psexec -accepteula \\a -u me -p § cmd",
        "mongosh -u me -p § --authenticationDatabase admin",
        "vmrun -gu me -gp § runProgramInGuest a.vmx b",
        "ldapsearch -x -D cn=a -w § -b b",
        "keytool -importkeystore -srcstorepass § -deststorepass §",
        "signtool sign /f a.pfx /p § b.exe",
        "autologon.exe /accepteula me domain §",
        "mount -t cifs //a/b /mnt -o user=me,pass=§,vers=3.0",
        "smbclient //host/share -U me%§",
        "net ads join -U me%§",
        "su -c 'systemctl restart app' <<< '§'",
        "docker exec db mongo -u me -p § admin",
        "docker run --rm mongo mongosh -u me -p § admin",
        "if ! timeout 5 mongosh -u me -p §; then",
        "until mongo -u me -p § x",
        "cd /opt && sudo -u me mongodump -u me -p §",
        r"C:\\tools\\psexec.exe -u me -p § cmd",
        "xfreerdp /u:me /p:§ /v:host",
        "nmcli dev wifi connect Net password §",
        "nmcli con modify net wifi-sec.psk '§'",
        "wpa_passphrase Net § >> /etc/wpa_supplicant.conf",
    ],
    "connection strings": [
        "Server=a;User Id=sa;Pwd=§;",
        "Server=a;Uid=sa;Pwd=§",
        "Pwd=§;Server=a",
    ],
}
WRITTEN = [form for forms in FORMS.values() for form in forms]


def found(detector: Detector, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in detector.find(text)]


@pytest.mark.parametrize("form", WRITTEN)
def test_a_written_secret_is_found_and_nothing_beside_it(detector: Detector, form: str) -> None:
    text = form.replace("§", PASSWORD).replace("¤", TOKEN)
    secret = TOKEN if "¤" in form else PASSWORD
    hits = found(detector, text)
    assert hits
    rest = text
    for hit in hits:
        rest = rest.replace(hit, "")
        assert secret in hit
        assert len(hit) <= len(secret) * hit.count(secret) + 4, "little of what is around it"
    assert secret not in rest, "each time"


REFERENCES = [
    "$IT",
    "${IT}",
    "%IT%",
    "{{ .It }}",
    "{{user `it`}}",
    "<it>",
    "$(cat it)",
    "<unknown>",
]


@pytest.mark.parametrize("form", WRITTEN)
def test_what_comes_from_elsewhere_is_no_secret(detector: Detector, form: str) -> None:
    for reference in REFERENCES:
        text = form.replace("§", reference).replace("¤", reference)
        assert found(detector, text) == [], reference


NO_SECRETS = [
    "ansible_become_pass: no",
    "ansible_ssh_pass=",
    "ssh_pass: /run/secrets/ssh",
    "AUTH_USER_PASS: int",
    "cert_pass=/etc/ssl/pass.txt",
    "proxy_pass: http://localhost",
    'proxy_pass: "http://backend:8080/"',
    "proxy_pass = 'https://backend'",
    "git_pass: input",
    "vault_pass=ask",
    "sudo_pass: prompt",
    "rootpw --lock",
    "$pwd = 'C:\\build'",
    "cd $PWD; pwd=$(pwd)",
    "OLDPWD=/tmp; PWD=/srv",
    "setx PATH C:\\tools",
    "setx DB_PASSWORD %PW%",
    '[Environment]::SetEnvironmentVariable("DB_PASSWORD", $pw, "Machine")',
    '[Environment]::SetEnvironmentVariable("PASSWORD_FILE", "C:\\pw.txt", "Machine")',
    '[Environment]::GetEnvironmentVariable("DB_PASSWORD", "Machine")',
    "ENV PATH /usr/local/bin",
    "ENV PASSWORD_FILE /run/secrets/pw",
    "ENV DB_PASSWORD /run/secrets/pw",
    "ENV TOKEN_URL https://example.com/Token1/abc",
    "env DB_HOST=a printenv",
    "the machine has a login and a password that is long",
    "machine type: n1-standard-1 login page",
    "machine github.com login service-account-of-build1",
    "curl -H 'X-API-Key: required' x",
    "curl -H 'X-Auth-Token-Ttl: 21600' x",
    "the header X-Vault-Token is needed",
    "docker login --password-stdin registry.example.com",
    "cat pw | docker login -u me --password-stdin",
    "aws ecr get-login-password | docker login -u AWS --password-stdin x",
    "docker run -p 8080:80 login",
    "echo done | sudo -E bash x.sh",
    "echo yes | cryptsetup luksFormat /dev/sda2 key",
    "echo y | su - me",
    "echo whoami | su - postgres",
    "echo createdb | su postgres -c bash",
    "echo exit | su postgres -c psql",
    "echo id | sudo su - me -c '/bin/sh'",
    "su - me -c bash <<< id",
    "sudo pacman -S vim <<< Y",
    "sudo -E pacman -S vim <<< Yes1",
    "curl -u me https://example.com:8080/x",
    "curl -sku https://example.com:8443/Path1",
    "curl -fsSL https://example.com:8443/Path1",
    "https://some-service-account-of-build@example.com/a.git",
    "https://dev.azure.com/organisation/x?user=a@b.c",
    "subscription-manager register --activationkey $KEY",
    "chpasswd < /root/pw",
    'chpasswd <<< "$USER:$PW"',
    "chpasswd: { expire: false }",
    "chpasswd:\n  users:\n    - {name: root, type: RANDOM}\n",
    "- {name: a, password: RANDOM}",
    "passwd -l root",
    "passwd --delete root",
    "net user me /active:no",
    "net user me * /add",
    "net user /domain",
    "net user me\nnet localgroup users me /add",
    "net use Z: \\\\server\\share /persistent:yes",
    "net use \\\\server\\share",
    "net use \\\\server\\share\ncd app",
    "net use \\\\server\\share 2>nul",
    "ConvertTo-SecureString $pw -AsPlainText -Force",
    "ConvertTo-SecureString -String $pw -AsPlainText -Force",
    "ConvertTo-SecureString (Get-Content a) -Key $key",
    "Get-Content a | ConvertTo-SecureString",
    "New-Object System.Net.NetworkCredential($user, $pw)",
    "$user.SetPassword($pw)",
    "d-i passwd/root-login boolean false",
    "mysql-server mysql-server/root_password password\nmysql-server x/y boolean true",
    "#d-i app/admin-password password r00tme",
    "openssl passwd -6 -stdin < pw",
    "openssl passwd -6",
    "openssl enc -passin env:PW",
    "openssl rsa -passin file:/run/pw",
    "run mkpasswd to make a hash",
    "mkpasswd -m sha-512",
    "mkpasswd -m sha-512 to make a hash",
    "mkpasswd --method=SHA-512 --stdin",
    "crypt($password, $salt)",
    "schtasks /create /ru SYSTEM /tr x",
    "schtasks /run /tn x",
    "sc.exe config app start= auto",
    "apt-get install -y zip unzip p7zip",
    "tar xzf a.tgz && mkdir -p /srv/mongo",
    "docker run --name mongo -p 27017:27017 mongo",
    "docker run --name mongo -p 8081-8090:8081-8090 mongo",
    "docker run --name mongo -p hello mongo",
    "mkdir -p /data/mongo -p /var/log",
    "mkdir -p /data/mongo && install -p /srv/mongo",
    "chown mongo -p foo",
    "grep mongo -p 3",
    "7z x a.7z -oout",
    "7z x a.7z -parallel",
    "winrs -r:h -p:22",
    "net user > out.txt",
    "7z x -p a.7z",
    "certutil -addstore root a.cer",
    "keytool -import -storepass changeit -file a",
    "keytool -import -storepass:env PW",
    "autologon for the user me",
    "dscl . -create /Users/me",
    "mysqladmin -u root password",
    "sqlplus / as sysdba",
    "sqlplus -s /nolog",
    "# requirepass foobared",
    "# requirepass is set below",
    "grep requirepass /etc/redis.conf",
    "sed -i '/requirepass /d' redis.conf",
    "sed -i 's/requirepass .*//' redis.conf",
    "sed -i 's/^PasswordAuthentication.*/PasswordAuthentication yes/' sshd_config",
    "sed -i 's/#PermitEmptyPasswords no/PermitEmptyPasswords no/' sshd_config",
    "sed -i 's/password requisite pam_pwquality/password required pam_unix/' common",
    "sed -i 's/PASS_MAX_DAYS.*/PASS_MAX_DAYS 90/' /etc/login.defs",
    "sed -i 's/host all password/host all md5/' pg_hba.conf",
    "sed -i 's/ALL=(ALL:ALL) ALL/ALL=(ALL) NOPASSWD: ALL/' /etc/sudoers",
    "sed -i 's/%sudo.*/%sudo ALL=NOPASSWD:ALL/g' /etc/sudoers",
    "sed -i -e 's|NOPASSWD: ALL|NOPASSWD: /bin/x|' /etc/sudoers",
    "sed -i 's/@PASSWORD@/x/' a.conf",
    "sed -n '/password file/p' a.conf",
    "nmcli dev wifi list",
    "nmcli --ask con up net",
    "wpa_passphrase Net < pw",
    "rabbitmqctl add_vhost app",
    'expect "assword:"\nsend "$pw\\r"',
    "mount -t cifs //a/b /mnt -o credentials=/root/c",
    "virt-customize --root-password file:/root/pw",
    "virt-customize --root-password random",
    "pro attach",
    "gh auth login --with-token < token.txt",
    "vault operator unseal",
    "pip install --password-store x",
    'read -s -p "Password:" pw',
    "Server=a;Database=b;Trusted_Connection=True;",
]


@pytest.mark.parametrize("text", NO_SECRETS)
def test_what_looks_alike_is_no_secret(detector: Detector, text: str) -> None:
    assert found(detector, text) == []


@pytest.mark.parametrize(
    "unit",
    [
        "machine a login b ",
        "pwd=;uid=;",
        "{name: a, password: ",
        "assword: send ",
        "net use \\\\a ",
        "bundle config a.b ",
        "sudo a <<< ",
        "sed -e s/password=/",
        "sed 's/a password ",
        "su -c a <<< ",
        "exec -a mongo ",
        "requirepass /requirepass a",
        "echo a | su ",
        "curl -u ",
        "ENV A_",
        "crypt('",
        "https://aaaaaaaaaaaaaaaaaaaaaaaa@",
    ],
)
def test_a_long_text_takes_no_long_time(detector: Detector, unit: str) -> None:
    """Time grows with the length: ten times the text takes far less than a hundred times as long."""

    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        started = process_time()
        detector.find(text)
        return process_time() - started

    seconds(1_000)
    assert seconds(200_000) < 40 * max(seconds(20_000), 0.005)


def test_each_form_is_told_where_it_stands_in_a_template_and_shown_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    secrets = [canary(number + 100) for number in range(len(WRITTEN))]
    steps: list[str] = []
    for form, secret in zip(WRITTEN, secrets, strict=True):
        text = msgspec.json.encode(form.replace("§", secret).replace("¤", secret)).decode()
        text = text.replace("${", "$${").replace("%{", "%%{")
        steps.append(f'  provisioner "shell" {{\n    inline = [{text}]\n  }}\n')
    Path("main.pkr.hcl").write_text(
        'source "null" "a" {\n  communicator = "none"\n}\n'
        'build {\n  sources = ["null.a"]\n' + "".join(steps) + "}\n",
        encoding="utf-8",
    )
    report = check(["."], CheckOptions(environment={}, cache=False))
    told = {
        one.path[3]
        for one in report.findings
        if one.rule
        in ("packer-baseline/secret-in-command", "packer-baseline/cloud-key-in-template")
    }
    assert told == set(range(len(WRITTEN)))
    shown = [(format, render(report, format, RenderOptions())) for format in FORMATS]
    (loaded,) = loaded_templates(Case("."))
    document = msgspec.json.encode(loaded.document).decode()
    assert leaks(secrets, iter([*shown, ("document", document)])) == []
