import type { Match, PatternRule } from '../rule.ts';
import { isPassphrase, isStandIn, secretConfidence } from '../secret-value.ts';

/** What an argument of a command may be: in quotes, or up to a space. */
const ARGUMENT = String.raw`(?:(?<quote>["'])(?<quoted>[^"'\n]{3,120})\k<quote>|(?<bare>[^\s"'|;<>]{3,120}))`;

const CLI = { family: 'password', quoted: false, spaced: false } as const;

function commandSecret({ value }: Match): number {
  return /^[$<{[(]|^-/.test(value) || isStandIn(value)
    ? 0
    : Math.max(secretConfidence(value, { ...CLI, quoted: true }), 0);
}

/** Secrets by the command, statement or call that takes them. */
export const COMMAND_SECRETS: readonly PatternRule[] = [
  {
    id: 'command-password',
    kind: 'password',
    class: 'RESTRICTED',
    description: 'Password given to a command in the form that the command takes.',
    hints: [
      'mysql',
      'mysqldump',
      'mysqladmin',
      'mariadb',
      'sshpass',
      'docker login',
      'podman login',
      'redis-cli',
      'htpasswd',
      'mongo',
      'smbclient',
      'ldapsearch',
      'ldapmodify',
      'ldapadd',
      'rdesktop',
      'xfreerdp',
      'sqlcmd',
      'net use',
      'net user',
      'curl',
      'wget',
      'ipmitool',
      'winexe',
      'az login',
      'unzip',
      'zip',
      '7z',
      'keytool',
      'sqlplus',
      'helm',
      'impdp',
      'expdp',
    ],
    before: 12,
    after: 240,
    pattern: new RegExp(
      String.raw`(?<![\w-])(?:(?:mysql(?:dump|admin|import)?|mariadb(?:-dump)?|mongo(?:sh|dump|restore|export)?|7z|7za)\b[^\n|;&]{0,150}?\s-p(?![\s=]|ort)|(?:sshpass|docker login|podman login|az login|mongo(?:sh|dump|restore|export)?|helm registry login)\b[^\n|;&]{0,150}?\s-p\s{1,2}|(?:redis-cli)\b[^\n|;&]{0,120}?\s-a\s{1,2}|(?:ldapsearch|ldapmodify|ldapadd|ldapdelete)\b[^\n|;&]{0,150}?\s-w\s{1,2}|(?:sqlcmd|ipmitool|bcp)\b[^\n|;&]{0,150}?\s-P\s{0,2}|htpasswd\s{1,2}-[a-zA-Z]{0,6}b[a-zA-Z]{0,4}\s{1,2}[^\s]{1,80}\s{1,2}[^\s]{1,40}\s{1,2}|(?:unzip|zip)\s[^\n|;&]{0,40}?-P\s{1,2}|net use\s[^\n]{1,100}?\/user:[^\s]{1,60}\s{1,2}|net user\s{1,2}[\w.-]{1,40}\s{1,2}(?!\/)|(?:xfreerdp|rdesktop)\b[^\n]{0,120}?\s\/?-?p[: ]|(?:curl|wget)\b[^\n|;]{0,200}?(?:\s(?:-u|--user|--proxy-user)[ =]?["']?[^\s:"']{1,60}:)|smbclient\b[^\n]{0,120}?-U\s{0,2}["']?[^\s%]{1,60}%|sqlplus\s[^\s/]{1,40}\/)${ARGUMENT}`,
      'dg',
    ),
    confidence: 0.85,
    accept: commandSecret,
    examples: [
      'mysql -u root -phunter2x app',
      "mysqldump -h db -u app -p'qwe123rty' shop",
      'sshpass -p hunter2x ssh host',
      'docker login -u bot -p Wint3rr reg.corp',
      'curl -u admin:hunter2x https://api.corp/v1',
      'redis-cli -h c -a 9aK2mmX ping',
    ],
    counterExamples: [
      'mysql -u root -p app',
      'mysql -P 3306 -p',
      'docker run -p 8080:80 nginx',
      'curl -u $USER:$PASS https://x',
      'curl -u user:password https://x',
      'mkdir -p a/b',
      'ssh -p 2222 host',
      'mysql -pPORT',
    ],
  },
  {
    id: 'option-password',
    kind: 'password',
    class: 'RESTRICTED',
    description:
      'Password after an option that is called so: `--password x`, `-Password x`, `/p:x`.',
    hints: [
      'storepass',
      'keypass',
      '--pass',
      '-pass',
      '--pwd',
      '--token',
      '--secret',
      '--api-key',
      '--apikey',
      '-pwd',
      '--auth-token',
      '--client-secret',
      '--master-user-password',
      '--admin-password',
      'pass:',
      'password ',
    ],
    before: 30,
    after: 160,
    pattern: new RegExp(
      String.raw`(?:(?<=[\s"'(\[])-{1,2}(?:[a-z]{1,20}-){0,3}(?:password|passwd|passphrase|passcode|(?:src|dest)?(?:store|key)pass|pass|pwd|token|secret|api-?key|secret-key|access-token|secret-string)(?:["'],\s{0,2}|\s{1,3}|=)|(?<=-pass(?:in|out)?\s{1,2})pass:|password(?<=login\s[^\n]{1,60}\spassword)\s{1,3})${ARGUMENT}`,
      'dgi',
    ),
    confidence: 0.82,
    accept: commandSecret,
    examples: [
      'psql --password hunter2x',
      'openssl rsa -passin pass:hunter2x',
      'New-User -Password "Wint3r!"',
      'machine h login ci password Wint3r77',
      'aws rds create-db-instance --master-user-password Wint3r77',
    ],
    counterExamples: [
      '--password-stdin',
      '--password $PW',
      '--password {{password}}',
      '--token "$TOKEN"',
      '--password PASSWORD',
      'rotate --password now please',
      'mysql --password',
    ],
  },
  {
    id: 'sql-password',
    kind: 'password',
    class: 'RESTRICTED',
    description: 'Password in a statement of a database.',
    hints: ['identified by', 'password', 'set password', 'requirepass', 'masterauth'],
    before: 24,
    after: 140,
    pattern:
      /(?:identified\s{1,3}(?:with\s{1,3}\S{1,40}\s{1,3})?(?:by|as)\s{1,3}(?:password\s{1,3})?|(?:with|encrypted|unencrypted|set)\s{1,3}(?:login\s{1,3})?password\s{1,3}(?:=\s{0,2}|for\s{1,3}\S{1,60}\s{0,2}=\s{0,2})?|password(?<=(?:user|role|login)\s[^\n;]{1,80}password)\s{0,3}=?\s{0,3}|(?<![\w-])(?:requirepass|masterauth)\s{1,3}|password\(\s?)(?:N?(?<quote>['"])(?<quoted>[^'"\n]{3,120})\k<quote>|(?<bare>(?<=by\s|requirepass\s|masterauth\s)[^\s"'();,]{5,80}))/dgi,
    confidence: 0.9,
    accept: (match) =>
      match.groups['bare'] === undefined || /\d/.test(match.value) ? commandSecret(match) : 0,
    examples: [
      "CREATE USER app IDENTIFIED BY 'hunter2x'",
      "ALTER ROLE app WITH PASSWORD 'Wint3r77'",
      "SET PASSWORD FOR 'u'@'h' = PASSWORD('qwe123')",
      'requirepass 9aK2mmX81',
    ],
    counterExamples: [
      "CREATE USER app IDENTIFIED BY '<password>'",
      "IDENTIFIED BY '${PW}'",
      'users are identified by name',
      'rows are identified by stating it',
    ],
  },
  {
    id: 'powershell-secure-string',
    kind: 'password',
    class: 'RESTRICTED',
    description: 'Plain text made a secure string, or a network credential, in PowerShell or .NET.',
    hints: [
      'securestring',
      'networkcredential',
      'usernamepasswordcredentials',
      'passwordauthentication',
    ],
    before: 24,
    after: 140,
    pattern:
      /(?:ConvertTo-SecureString\s{1,3}(?:-String\s{1,3})?|(?:NetworkCredential|UsernamePasswordCredentials|PasswordAuthentication)\(\s{0,2}[^,\n]{1,60},\s{0,2})["'](?<value>[^"'\n]{3,100})["']/dgi,
    confidence: 0.88,
    accept: ({ value }) =>
      secretConfidence(value, { family: 'password', quoted: true, spaced: false }),
    examples: [
      'ConvertTo-SecureString "Wint3r77" -AsPlainText -Force',
      'new NetworkCredential("bot", "qwe123rty")',
    ],
    counterExamples: [
      'ConvertTo-SecureString $plain -AsPlainText',
      'new NetworkCredential(user, pass)',
    ],
  },
  {
    id: 'credentials-pair',
    kind: 'password',
    class: 'RESTRICTED',
    description: 'User and password as two arguments: `auth=("user", "password")`.',
    hints: ['auth', 'login(', 'credentials('],
    before: 10,
    after: 120,
    pattern:
      /(?:auth\s{0,2}[=:]\s{0,2}[([]|(?:basic_?auth|login|credentials|\.auth)\()\s{0,2}(?:["'][^"'\n]{1,60}["']|(?<=login\()[\w.]{1,40}),\s{0,2}["'](?<value>[^"'\n]{4,80})["']/dgi,
    confidence: 0.85,
    accept: ({ value }) =>
      secretConfidence(value, { family: 'password', quoted: true, spaced: false }),
    examples: [
      "requests.get(url, auth=('ci', 'p4ssw0rd1'))",
      'smtp.login("bot", "dj38fkq2")',
      "request(app).auth('admin', 'qwerty')",
      'smtp.login(sender, "Ym2wlar!")',
    ],
    counterExamples: ['auth=(user, password)', "auth=('user', 'password')"],
  },
  {
    id: 'connection-arguments',
    kind: 'password',
    class: 'RESTRICTED',
    description:
      'Host or address, user and password as the arguments of a call that opens a database.',
    hints: ['getconnection(', 'mysqli(', 'mysql_connect(', 'mysqli_connect(', '.connect(', 'pdo('],
    before: 20,
    after: 300,
    pattern:
      /(?:getConnection|mysqli|mysqli?_p?connect|(?:pymysql|mysqldb|psycopg2?|connector|mysql)\.connect|PDO)\(\s{0,4}[^,\n]{1,160},\s{0,3}["'][^"'\n]{1,60}["']\s{0,2},\s{0,3}["'](?<value>[^"'\n]{3,80})["']/dgi,
    confidence: 0.85,
    accept: ({ value }) => secretConfidence(value, { ...CLI, quoted: true }),
    examples: [
      'DriverManager.getConnection("jdbc:mysql://localhost:3306/shop", "root", "Jay@123")',
      "mysqli_connect('localhost', 'shop', 'dj38fkq2', 'orders')",
      'pymysql.connect("localhost", "stock", "123456", "advisor")',
    ],
    counterExamples: [
      'DriverManager.getConnection(url, user, password)',
      'new mysqli("localhost", "root", "", "shop")',
      "mysqli_connect('localhost', 'user', 'password', 'db')",
    ],
  },
  {
    id: 'signing-arguments',
    kind: 'token',
    class: 'RESTRICTED',
    description: 'Key of a signature as an argument of the call that signs or verifies.',
    hints: ['jwt.sign(', 'jwt.verify(', 'jwt.encode(', 'jwt.decode('],
    before: 14,
    after: 220,
    pattern:
      /jwt\.(?:sign|verify|encode|decode)\([^\n;]{1,120}?,\s{0,3}["'](?<value>[^"'\n]{6,100})["']/dgi,
    confidence: 0.75,
    accept: ({ value }) => (isPassphrase(value) && !/^[A-Z]{2}\d{3}$/.test(value) ? 0.75 : 0),
    examples: ["jwt.sign({ email: user.email }, 'buechelejedi16')"],
    counterExamples: [
      'jwt.sign({ id }, process.env.JWT_SECRET)',
      "jwt.verify(token, key, 'HS256')",
    ],
  },
  {
    id: 'dockerfile-secret',
    kind: 'password',
    class: 'RESTRICTED',
    description: 'Password or token as a variable that is set with a space: `ENV DB_PASSWORD x`.',
    hints: ['env ', 'setenv ', 'setx '],
    before: 8,
    after: 140,
    pattern:
      /(?<![\w-])(?:ENV|SetEnv|setenv|setx)\s{1,3}\w{0,40}(?:PASSWORD|PASSWD|PASS|PWD|SECRET|TOKEN|API_?KEY)\w{0,12}\s{1,3}["']?(?<value>[^\s"'=]{4,100})/dgi,
    confidence: 0.85,
    accept: ({ value }) =>
      secretConfidence(value, { family: 'password', quoted: false, spaced: false }),
    examples: ['ENV MYSQL_ROOT_PASSWORD dkwo3951'],
    counterExamples: ['ENV PASSWORD_FILE /run/secrets/db', 'ENV TOKEN $TOKEN'],
  },
  {
    id: 'network-device-secret',
    kind: 'password',
    class: 'RESTRICTED',
    description: 'Community, key or password in the settings of a router or switch.',
    hints: [
      'community',
      'enable ',
      'username ',
      'key-string',
      'pre-shared-key',
      'server key',
      'neighbor ',
    ],
    before: 24,
    after: 120,
    pattern:
      /(?:snmp-server\s{1,2}community|enable\s{1,2}(?:secret|password)|username\s{1,2}\S{1,40}(?:\s{1,2}privilege\s{1,2}\d{1,2})?\s{1,2}(?:password|secret)|neighbor\s{1,2}\S{1,40}\s{1,2}password|key-string|pre-shared-key|(?:tacacs|radius)-server\s{1,2}key)\s{1,2}(?:\d\s{1,2})?(?<value>[^\s"']{4,100})/dgi,
    confidence: 0.85,
    accept: ({ value }) =>
      /\d/.test(value) && !isStandIn(value) && !/^(?:public|private)$/i.test(value) ? 0.85 : 0,
    examples: ['snmp-server community Pr1v8ro RO', 'username admin password 7 0822455D0A16'],
    counterExamples: ['snmp-server community public', 'enable secret scanning'],
  },
];
