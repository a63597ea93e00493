"""Examples of the description of /api/v1, by operation: what is sent and what is answered."""

from __future__ import annotations

from typing import Any

_EDITION_ID = "3f2a9c1e-5d0b-4c57-9a3e-6f1f0c2b7d10"
_PROGRAMME_ID = "8c1d7b42-0b1f-4b7e-8f59-2f0c5f6a9e21"
_LIST_ID = "b7e0d9f4-91c3-4c0a-a1d4-0f4d5a6c7b32"
_SESSION = {
    "starts_at": "2026-03-14T09:00:00+02:00",
    "ends_at": "2026-03-14T12:00:00+02:00",
    "topic": "Primul contact",
}
_EDITION = {
    "id": _EDITION_ID,
    "number": 3,
    "programme": _PROGRAMME_ID,
    "title": "Managementul de caz",
    "modality": "in_person",
    "county": "CJ",
    "place": "Cluj-Napoca, Str. Memorandumului 1",
    "starts_on": "2026-03-14",
    "ends_on": "2026-03-14",
    "standing": "review",
    "may_file": True,
}
_TERMS = {
    "capacity": 25,
    "price": 120,
    "link": None,
    "register_until": "2026-03-12",
    "cancel_until": None,
}
_WHOLE = _EDITION | {
    "sessions": [_SESSION],
    **_TERMS,
    "cancelled_at": None,
    "cancel_reason": None,
    "attendance": [_LIST_ID],
}
_REASON = "Lectorul este bolnav."
_LIST: dict[str, Any] = {
    "id": _LIST_ID,
    "edition": _EDITION_ID,
    "filename": "attendee_report.csv",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "format": "zoom_webinar",
    "state": "review",
    "uploaded_at": "2026-03-16T09:12:00+00:00",
    "people": {"review": 1, "unmatched": 2, "sure": 27, "all": 30, "absent": 0, "to_decide": 1},
    "problems": [],
    "review_url": f"https://treapta.example/provider/editions/{_EDITION_ID}/attendance/{_LIST_ID}",
    "seen": "5f0c6f8e8a434c83",
    "expected": {
        "members_credited": 27,
        "credits": "162.000",
        "reversals": 0,
        "outcomes": {"credited": 27},
    },
    "progress": None,
}
_CONFIRMED = _LIST | {
    "state": "booking",
    "seen": None,
    "expected": None,
    "progress": {"done": 0, "total": 27},
}
_PAGE = {"total": 1, "page": 1, "pages": 1}
_CREDENTIAL = "https://treapta.example/b/Qm0b5kYzUe2x1v7a9c3d4w"
SENT: dict[str, Any] = {
    "verifyBadge": {"text": _CREDENTIAL},
    "createEdition": {
        "programme": _PROGRAMME_ID,
        "modality": "in_person",
        "county": "CJ",
        "place": "Cluj-Napoca, Str. Memorandumului 1",
        "sessions": [_SESSION],
        **_TERMS,
    },
    "changeEdition": {"place": "Cluj-Napoca, Str. Horea 2", "capacity": 30},
    "cancelEdition": {"reason": _REASON},
    "confirmAttendance": {"seen": _LIST["seen"]},
}
GIVEN: dict[str, Any] = {
    "verifyBadge": {
        "outcome": "valid",
        "word": "Valid",
        "sentence": "The badge is valid: it is exactly what the issuer signed.",
        "authentic": True,
        "issuer": "did:web:treapta.example:issuers:cnasr",
        "known_issuer": "Colegiul Național al Asistenților Sociali din România",
        "credential": _CREDENTIAL,
        "checked_at": "2026-03-14T10:00:00+00:00",
        "checks": [
            {
                "kind": "proof",
                "code": "proof_ok",
                "passed": True,
                "params": {"key": "did:web:treapta.example:issuers:cnasr#key-1"},
                "sentence": "The proof holds.",
            }
        ],
        "fields": [{"path": "issuer.name", "label": "Issuer › Name", "value": "CNASR"}],
    },
    "listProgrammes": {
        "items": [
            {
                "id": _PROGRAMME_ID,
                "title": "Managementul de caz",
                "title_en": "Case management",
                "credits": "6.000",
                "valid_from": "2025-02-01",
                "valid_until": "2028-02-01",
            }
        ]
    },
    "listEditions": {"items": [_EDITION], **_PAGE},
    "getEdition": _WHOLE,
    "createEdition": _WHOLE | {"standing": "planned", "attendance": []},
    "changeEdition": _WHOLE
    | {
        "standing": "planned",
        "attendance": [],
        "place": "Cluj-Napoca, Str. Horea 2",
        "capacity": 30,
    },
    "cancelEdition": _WHOLE
    | {
        "standing": "cancelled",
        "attendance": [],
        "cancelled_at": "2026-03-10T08:30:00+00:00",
        "cancel_reason": _REASON,
    },
    "listRegistrations": {
        "items": [
            {
                "rnasr_code": "AS-10001",
                "name": "Popescu Ana",
                "registered_at": "2026-02-20T18:05:00+00:00",
                "place": "waiting",
                "waiting_since": "2026-02-20T18:05:00+00:00",
                "turn": 1,
            }
        ],
        **_PAGE,
    },
    "uploadAttendance": _LIST,
    "getAttendance": _LIST,
    "listAttendancePeople": {
        "items": [
            {
                "rows": [12, 15],
                "name": "Ana Popescu",
                "minutes": 176,
                "decision": "sure",
                "rung": "code",
                "resolution": "open",
                "member": "AS-10001",
                "reason": "Codul RNASR este al acestui membru.",
                "outcome": None,
            }
        ],
        **_PAGE,
    },
    "confirmAttendance": _CONFIRMED,
    "undoAttendance": _CONFIRMED | {"state": "undoing"},
}
