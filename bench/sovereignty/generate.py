"""Writes the labelled prompts of this folder. Values come from Faker and python-stdnum, sentences from families.json.

A sentence belongs to one half, so that the held-out half is worded in ways that the tuning half never shows. Usage:
python generate.py [FOLDER], with the packages of requirements.txt. The same seed gives the same prompts.
"""
import base64
import json
import random
import string
import sys
from pathlib import Path
from urllib.parse import quote

from faker import Faker
from stdnum import luhn
from stdnum.au import abn, acn, tfn

PER_SENTENCE = {True: 5, False: 16}
HERE = Path(__file__).parent
random.seed(4711)
Faker.seed(4711)
au, us = Faker("en_AU"), Faker("en_US")
ALNUM = string.ascii_letters + string.digits


def digits(count):
    return "".join(random.choice(string.digits) for _ in range(count))


def of(alphabet, count):
    return "".join(random.choice(alphabet) for _ in range(count))


def until(make, good):
    while True:
        value = make()
        if good(value):
            return value


def medicare():
    body = random.choice("23456") + digits(7)
    check = sum(int(d) * w for d, w in zip(body, (1, 3, 7, 9, 1, 3, 7, 9))) % 10
    return f"{body}{check}{random.randint(1, 5)}"


def password():
    return us.password(length=random.randint(8, 14), special_chars=random.random() < 0.4, upper_case=True, lower_case=True, digits=True).replace('"', "x").replace("'", "y").replace("$", "z").replace("<", "q").replace("`", "k").replace("{", "w").replace("(", "r").replace(")", "t")


def aws_secret():
    return until(lambda: of(ALNUM + "/+", 40), lambda v: any(c.isdigit() for c in v) and any(c.islower() for c in v) and any(c.isupper() for c in v))


def key_body():
    return "\n".join(of(ALNUM + "+/", 64) for _ in range(4))


def jwt():
    encode = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    return f"{encode({'alg': 'HS256', 'typ': 'JWT'})}.{encode({'sub': us.uuid4(), 'iat': int(digits(9))})}.{of(ALNUM + '_-', 43)}"


VALUES = {
    "tfn": lambda: tfn.format(until(lambda: digits(9), tfn.is_valid)),
    "tfn_plain": lambda: until(lambda: digits(9), tfn.is_valid),
    "tfn_bad": lambda: until(lambda: digits(9), lambda v: not tfn.is_valid(v)),
    "medicare": lambda: (lambda v: f"{v[:4]} {v[4:9]} {v[9]}")(medicare()),
    "medicare_plain": medicare,
    "abn": lambda: abn.format(until(lambda: str(random.randint(10, 99)) + digits(9), abn.is_valid)),
    "acn": lambda: acn.format(until(lambda: digits(9), acn.is_valid)),
    "card": lambda: us.credit_card_number(card_type=random.choice(["visa16", "mastercard", "amex"])),
    "card_spaced": lambda: (lambda v: " ".join(v[i:i + 4] for i in range(0, 16, 4)))(us.credit_card_number(card_type="visa16")),
    "iban": lambda: Faker(random.choice(["en_GB", "de_DE", "fr_FR", "nl_NL"])).iban(),
    "email": lambda: f"{us.first_name().lower()}.{us.last_name().lower()}@{au.domain_word()}.com.au",
    "phone": lambda: f"04{digits(2)} {digits(3)} {digits(3)}",
    "landline": lambda: f"(0{random.choice('2378')}) {random.choice('5689')}{digits(3)} {digits(4)}",
    "name": au.name_nonbinary,
    "address": lambda: f"{random.randint(1, 400)} {us.last_name()} {random.choice(['Street', 'Road', 'Avenue', 'Drive'])}, {us.last_name()} {random.choice(['NSW', 'VIC', 'QLD', 'WA'])} {random.randint(2000, 6999)}",
    "dob": lambda: au.date_of_birth(minimum_age=18).strftime(random.choice(["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"])),
    "passport": lambda: random.choice(["N", "PA", "RA", "E"]) + digits(7),
    "licence": lambda: digits(8),
    "crn": lambda: f"{digits(3)} {digits(3)} {digits(3)}{random.choice('ABCHJKLSTVX')}",
    "bsb": lambda: f"{random.choice(['06', '73', '03', '08'])}{digits(1)}-{digits(3)}",
    "account": lambda: digits(random.randint(7, 9)),
    "ip": lambda: us.ipv4_public(),
    "private_ip": lambda: us.ipv4_private(),
    "ipv6": lambda: f"2406:da1c:{of('123456789abcdef', 3)}:{of('123456789abcdef', 4)}::{of('123456789abcdef', 2)}",
    "mac": lambda: ":".join(of("0123456789abcdef", 2) for _ in range(6)),
    "password": password,
    "word_password": lambda: of(string.ascii_lowercase, 9),
    "token": lambda: of(ALNUM, 32),
    "hex_token": lambda: of("0123456789abcdef", 40),
    "github": lambda: "ghp_" + of(ALNUM, 36),
    "slack": lambda: f"xoxb-{digits(11)}-{digits(12)}-{of(ALNUM, 24)}",
    "stripe": lambda: "sk_live_" + of(ALNUM, 24),
    "openai": lambda: "sk-proj-" + of(ALNUM, 48),
    "google": lambda: "AIza" + of(ALNUM, 35),
    "jwt": jwt,
    "key": key_body,
    "akid": lambda: random.choice(["AKIA", "ASIA"]) + of(string.ascii_uppercase + "234567", 16),
    "aws_secret": aws_secret,
    "session": lambda: "IQoJb3JpZ2luX2Vj" + of(ALNUM + "+/", 180),
    "aws_account": lambda: str(random.randint(2, 9)) + digits(11),
    "hex8": lambda: of("0123456789abcdef", 7) + "f",
    "hex17": lambda: "0" + of("0123456789abcdef", 16),
    "host": lambda: f"{random.choice(['db', 'app', 'core', 'pay', 'ldap'])}{digits(2)}.{random.choice(['syd', 'mel', 'prod'])}.{au.domain_word()}.{random.choice(['internal', 'corp', 'lan'])}",
    "rds": lambda: f"{us.domain_word()}.c{of(string.ascii_lowercase + string.digits, 11)}.ap-southeast-2.rds.amazonaws.com",
    "user": us.user_name,
    "word": us.word,
    "sha1": lambda: us.sha1(),
    "sha256": lambda: us.sha256(),
    "uuid": us.uuid4,
    "epoch": lambda: str(random.randint(1700000000000, 1799999999999)),
    "int12": lambda: "1" + digits(11),
    "int9": lambda: str(random.randint(1, 9)) + digits(8),
    "ticket": lambda: f"{random.choice(['OPS', 'CHG', 'INC', 'PLAT'])}-{random.randint(100, 99999)}",
    "version": lambda: f"{random.randint(1, 20)}.{random.randint(0, 40)}.{random.randint(0, 20)}",
    "port": lambda: str(random.randint(1024, 65000)),
    "time": lambda: us.iso8601(),
    "service": lambda: random.choice(["s3", "ec2", "rds", "lambda", "dynamodb", "ecs", "eks", "sqs", "sns", "kms", "cloudfront", "athena", "glue", "redshift", "fargate", "kinesis", "opensearch", "elasticache", "backup", "guardduty", "config", "route53"]),
    "company": lambda: us.company(),
}
CYRILLIC = str.maketrans("aeopcxAEOPCXTKMBH", "аеорсхАЕОРСХТКМВН")
ENCODINGS = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "percent": lambda text: quote(text, safe="") if any(not c.isalnum() for c in text) else "".join(f"%{ord(c):02X}" for c in text),
    "percent_all": lambda text: "".join(f"%{ord(c):02x}" for c in text),
    "entities": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "unicode": lambda text: "".join(f"\\u{ord(c):04x}" for c in text),
    "zero_width": lambda text: "\u200b".join(text),
    "full_width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "homoglyph": lambda text: text.translate(CYRILLIC),
    "newline": lambda text: f"{text[:len(text) // 2]}\n{text[len(text) // 2:]}",
    "spaced": lambda text: " ".join(text.replace(" ", "")),
    "dotted": lambda text: ".".join(text.replace(" ", "")),
    "soft_hyphen": lambda text: "\u00ad".join(text),
    "bidi": lambda text: f"\u202d{text}\u202c",
    "double_base64": lambda text: base64.b64encode(base64.b64encode(text.encode())).decode(),
}


def fill(sentence):
    """Replaces «name» by a value, and «encoding:name» by an encoded one."""
    while "«" in sentence:
        start, end = sentence.index("«"), sentence.index("»")
        *encodings, name = sentence[start + 1:end].split(":")
        value = VALUES[name]()
        for encoding in encodings:
            value = ENCODINGS[encoding](value)
        sentence = sentence[:start] + value + sentence[end + 1:]
    return sentence


def main(folder):
    families = json.loads((HERE / "families.json").read_text(encoding="utf-8"))
    halves = {"tuning": [], "held-out": []}
    for family in families:
        for index, sentence in enumerate(family["sentences"]):
            half = "tuning" if index % 2 == 0 else "held-out"
            texts = {fill(sentence) for _ in range(PER_SENTENCE[family["sensitive"]] if "«" in sentence else 1)}
            halves[half] += [{"family": family["family"], "kind": family["kind"], "sensitive": family["sensitive"], "text": text} for text in sorted(texts)]
    for half, rows in halves.items():
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{half}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(half, len(rows), "prompts,", sum(row["sensitive"] for row in rows), "sensitive")


main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
