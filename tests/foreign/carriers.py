"""What the running product serves of one badge, and what the foreign verifiers should say of it."""

from __future__ import annotations

import base64
import copy
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from openbadgeslib.baking import SVG_ELEMENT_OB3, extract_svg
from PIL import Image

from tests.foreign.verifiers import Answer, Case, ask_node, ask_reference, ask_shapes
from tests.infra.shared_data import SHARED_DATA

OUT_OF_DATE = timedelta(days=30)  # a status list holds for a week


@dataclass
class Table:
    """The lines of the report: stage, carrier, who was asked, expected, said."""

    lines: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)

    def add(self, stage: str, expected: str, answers: list[Answer]) -> None:
        """Take down answers that should all be `expected` ("refused": anything but valid)."""
        for one in answers:
            self.lines.append((stage, one.name, one.verifier, expected, one.outcome, one.detail))

    def failed(self) -> list[tuple[str, str, str, str, str, str]]:
        """The lines that are not as expected; what was skipped is not."""
        return [
            line
            for line in self.lines
            if line[4] != line[3]
            and not (line[3] == "refused" and line[4] not in ("valid", "skipped"))
        ]

    def text(self) -> str:
        """The table as text."""
        heads = ("stage", "carrier", "verifier", "expected", "said")
        rows = [heads, *(line[:5] for line in self.lines)]
        wide = [max(len(row[place]) for row in rows) for place in range(len(heads))]
        failed = self.failed()
        told = [
            ("", *heads, ""),
            *((("FAIL" if line in failed else "ok"), *line) for line in self.lines),
        ]
        return "\n".join(
            f"{mark:5}"
            + "  ".join(cell.ljust(wide[place]) for place, cell in enumerate(row[:5]))
            + (f"  {row[5]}" if mark == "FAIL" else "")
            for mark, *row in told
        )


def read(url: str) -> bytes:
    """A public document of the running product; 410 has one too (a revoked assertion of 2.0)."""
    answer = requests.get(url, timeout=60)
    if answer.status_code != 410:
        answer.raise_for_status()
    return answer.content


def of_picture(png: bytes) -> dict[str, Any]:
    """The credential in a baked PNG, read by Pillow."""
    with Image.open(io.BytesIO(png)) as picture:
        found: dict[str, Any] = json.loads(picture.text["openbadgecredential"])  # type: ignore[attr-defined]
    return found


def of_drawing(svg: bytes) -> dict[str, Any]:
    """The credential in a baked SVG, read by openbadgeslib."""
    text = extract_svg(svg, element=SVG_ELEMENT_OB3, text_fallback=True)
    assert text is not None
    found: dict[str, Any] = json.loads(text)
    return found


def documents_behind(credential: Mapping[str, Any], url: str) -> dict[str, Any]:
    """The documents of the product that a verifier of `credential` asks for, as served now."""
    did = str(credential["issuer"]["id"])
    path = did.removeprefix("did:web:").split(":", 1)[1].replace(":", "/")
    address = f"{url}/{path}/did.json"
    found = {did: json.loads(read(address))}
    # did:web says https; the demonstration speaks http.
    found[address.replace("http:", "https:")] = found[did]
    listed = credential["credentialStatus"]
    for entry in [listed] if isinstance(listed, dict) else listed:
        where = entry["statusListCredential"]
        found[where] = json.loads(read(where))
    return found


def tampered(credential: Mapping[str, Any]) -> dict[str, Any]:
    """The credential with another name in it."""
    forged = copy.deepcopy(dict(credential))
    forged["credentialSubject"]["achievement"]["name"] = "Doctorat în asistență socială"
    return forged


def data_integrity(table: Table, stage: str, public: str, *, url: str, expected: str) -> None:
    """Ask about the signed JSON and the baked PNG at a badge's public address."""
    carriers = {
        "OB 3.0 JSON": json.loads(read(f"{public}.json")),
        "OB 3.0 PNG": of_picture(read(f"{public}.png")),
        "OB 3.0 SVG": of_drawing(read(f"{public}.svg")),
    }
    documents = documents_behind(carriers["OB 3.0 JSON"], url)
    verifiers = ("vc", "verifier-core")
    table.add(
        stage,
        expected,
        ask_node(
            [Case(name, who, one) for name, one in carriers.items() for who in verifiers],
            documents=documents,
        ),
    )
    if expected != "valid":
        return
    schema = [Case(name, "schema", one) for name, one in carriers.items()]
    table.add(stage, "valid", ask_node(schema, documents=documents))
    forged = [Case(name, who, tampered(one)) for name, one in carriers.items() for who in verifiers]
    table.add("tampered", "invalid", ask_node(forged, documents=documents))
    later = datetime.now(UTC) + OUT_OF_DATE
    late = [Case(name, who, one, later) for name, one in carriers.items() for who in verifiers]
    table.add("status list a month old", "refused", ask_node(late, documents=documents))
    hidden = {address: kept for address, kept in documents.items() if "/status/" not in address}
    alone = [Case(name, who, one) for name, one in carriers.items() for who in verifiers]
    table.add("status list unreachable", "refused", ask_node(alone, documents=hidden))


def jwt(table: Table, stage: str, public: str, *, url: str, expected: str) -> None:
    """Ask jose about the badge as a JWT at its public address."""
    name, token = "OB 3.0 JWT ES256", read(f"{public}.jwt").decode()
    documents = documents_behind(json.loads(read(f"{public}.json")), url)
    table.add(stage, expected, ask_node([Case(name, "jose", token)], documents=documents))
    if expected != "valid":
        return
    table.add(stage, "valid", ask_node([Case(name, "schema", token)], documents=documents))
    head, claims, signature = token.split(".")
    forged = tampered(json.loads(_decoded(claims)))
    changed = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip("=")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    cases = [
        Case(name, "jose", f"{head}.{changed}.{signature}"),
        Case(f"{name}, alg none", "jose", f"{unsigned}.{claims}."),
    ]
    table.add("tampered", "invalid", ask_node(cases, documents=documents))


@dataclass(frozen=True)
class Copies:
    """What the holder downloads as Open Badges 2.0: the JWS, and the pictures with it inside."""

    jws: str
    png: bytes
    svg: bytes


def open_badges_2(table: Table, stage: str, public: str, copies: Copies, *, expected: str) -> None:
    """Ask the reference validator about the hosted and the signed form, and the baked pictures."""
    hosted = f"{public}/ob2.json"
    documents = documents_v2(copies.jws, hosted)
    cases = [
        Case("OB 2.0 hosted", "openbadges", hosted),
        Case("OB 2.0 RS256", "openbadges", copies.jws),
        Case("OB 2.0 PNG", "openbadges", copies.png),
        Case("OB 2.0 SVG", "openbadges", copies.svg),
    ]
    hosted_said, *signed_said = ask_reference(cases, documents=documents)
    # What stands at a revoked address holds the id and the reason alone: "not an assertion".
    table.add(stage, expected if expected == "valid" else "refused", [hosted_said])
    table.add(stage, expected, signed_said)
    if expected != "valid":
        return
    head, claims, signature = copies.jws.split(".")
    forged = json.loads(_decoded(claims))
    forged["issuedOn"] = "2001-01-01T00:00:00Z"
    changed = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip("=")
    other = base64.urlsafe_b64encode(bytes(len(_decoded(signature)))).decode().rstrip("=")
    table.add(
        "tampered",
        "invalid",
        ask_reference(
            [
                Case("OB 2.0 RS256", "openbadges", f"{head}.{changed}.{signature}"),
                Case("OB 2.0 RS256, no signature", "openbadges", f"{head}.{claims}.{other}"),
            ],
            documents=documents,
        ),
    )


def documents_v2(jws: str, hosted: str) -> dict[str, Any]:
    """The documents of the product that the reference validator asks for, as served now."""
    signed = json.loads(_decoded(jws.split(".")[1]))
    badge = json.loads(read(signed["badge"]))
    profile = json.loads(read(badge["issuer"]))
    key = signed["verification"]["creator"]
    found = {one: json.loads(read(one)) for one in (hosted, signed["badge"], key, badge["issuer"])}
    found[profile["revocationList"]] = json.loads(read(profile["revocationList"]))
    assert len(found[profile["revocationList"]]["revokedAssertions"]) >= 2
    found[badge["image"]] = {"base64": base64.b64encode(read(badge["image"])).decode()}
    return found


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def european(table: Table, document: Mapping[str, Any]) -> None:
    """Ask pyshacl about a micro-credential, with the identifier that comes with the seal."""
    if not (SHARED_DATA / "elm").exists():
        table.add("earned", "skipped", [Answer("ELM v3", "pyshacl", "skipped", "no shapes here")])
        return
    sealed = json.loads(json.dumps(document))
    country = sealed["issuer"]["location"]["address"]["countryCode"]
    sealed["issuer"]["eIDASIdentifier"] = {
        "id": "urn:epass:legalIdentifier:1",
        "type": "LegalIdentifier",
        "notation": "VATRO-00000000",
        "spatial": country,
    }
    untitled = json.loads(json.dumps(sealed))
    del untitled["credentialSubject"]["hasClaim"]["title"]
    cases = {"valid": sealed, "invalid": untitled}
    for expected, one in cases.items():
        stage = "earned" if expected == "valid" else "without a title"
        table.add(stage, expected, ask_shapes([Case("ELM v3", "pyshacl", one)]))
