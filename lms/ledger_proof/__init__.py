"""Proofs of the ledger: how entries are hashed, and how a proof is checked far from any database.

Pure: values in, values out. Whoever keeps a proof needs this package and `badges`, nothing else.
"""

from lms.ledger_proof.documents import Proof, proof_document, root_document
from lms.ledger_proof.hashing import (
    GENESIS,
    canonical_json,
    chain_leaf,
    leaf_hash,
    next_root,
)
from lms.ledger_proof.reading import ProofUnreadable, read_document
from lms.ledger_proof.tree import path_of, root_of
from lms.ledger_proof.verification import Report, Step, verify

__all__ = [
    "GENESIS",
    "Proof",
    "ProofUnreadable",
    "Report",
    "Step",
    "canonical_json",
    "chain_leaf",
    "leaf_hash",
    "next_root",
    "path_of",
    "proof_document",
    "read_document",
    "root_document",
    "root_of",
    "verify",
]
