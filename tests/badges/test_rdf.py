"""The signature itself, checked by software of another make, and the guards that we rely on."""

from __future__ import annotations

import ast
import inspect
import string
from pathlib import Path

import pytest
from openbadgeslib.ob3.ldp import verify_data_integrity_proof
from pyld import jsonld

import badges
from badges import catalogue, labels, rdf
from tests.badges.world import AWARDED, sign

PACKAGE = Path(inspect.getfile(badges)).parent


def test_the_proof_is_good_for_another_verifier_and_not_after_a_change(signed, key):
    verify_data_integrity_proof(signed, key.public_pem)
    with pytest.raises(Exception, match="mismatch"):
        verify_data_integrity_proof(signed | {"name": "Altceva"}, key.public_pem)


def test_the_canonical_form_is_that_of_the_plain_processor(signed):
    unsigned = {name: value for name, value in signed.items() if name != "proof"}
    from openbadgeslib.ob3.contexts import document_loader

    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": document_loader(),
    }
    assert rdf.canonical(unsigned) == jsonld.normalize(unsigned, options)


def test_a_graph_made_to_keep_the_processor_busy_is_refused():
    names = [f"_:b{place}" for place in range(14)]
    knot = [{"@id": name, "https://x.example/p": [{"@id": n} for n in names]} for name in names]
    with pytest.raises(badges.BadgeError) as caught:
        rdf.canonical({"@context": rdf.CREDENTIALS_V2, "@graph": knot})
    assert caught.value.code == "jsonld_unusable"


def test_a_faster_canonicaliser_can_be_passed_in(signed, key):
    seen = []

    def watched(document):
        seen.append(sorted(document))
        return rdf.canonical(document)

    unsigned = {name: value for name, value in signed.items() if name != "proof"}
    again = badges.sign_credential(
        unsigned,
        private_pem=key.private_pem,
        verification_method=signed["proof"][0]["verificationMethod"],
        created=AWARDED,
        canonicalise=watched,
    )
    assert again == signed
    assert len(seen) == 2


def test_a_document_over_the_limit_is_not_signed(signed, key):
    large = {name: value for name, value in signed.items() if name != "proof"}
    with pytest.raises(badges.BadgeError, match="limit is 262144"):
        sign(large | {"description": "x" * 262_144}, key)


def test_every_sentence_exists_in_both_languages_with_the_same_parameters():
    for code, (romanian, english) in catalogue._ALL.items():
        named = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (romanian, english)
        ]
        assert named[0] == named[1], code
        assert romanian != english, code
        assert not set("\u015f\u0163\u015e\u0162") & set(romanian), code
    for romanian, english in labels.LABELS.values():
        assert romanian
        assert english


def test_every_code_that_the_package_names_has_a_sentence():
    raised = set()
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = {"BadgeError": 0, "BadgeFileError": 0}.get(node.func.id)
            if node.func.id in {"passed", "invalid", "undetermined", "Check"}:
                place = 1
            if place is None or len(node.args) <= place:
                continue
            argument = node.args[place]
            if isinstance(argument, ast.Constant):
                raised.add(argument.value)
    assert len(raised) > 60
    assert raised <= set(catalogue._ALL)


def test_the_library_imports_nothing_of_the_application_and_no_clock():
    for path in PACKAGE.glob("*.py"):
        text = path.read_text("utf-8")
        for word in ("flask", "sqlalchemy", "celery", "lms", "courses", "credit_engine"):
            assert f"import {word}" not in text
            assert f"from {word}" not in text
        assert ".now(" not in text
        assert "utcnow" not in text
        assert "requests" not in text
