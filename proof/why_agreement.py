"""`why` against the judgment: what it shows as holding must lead to the outcome, for each subject.

Each rule of each built-in bundle is explained on a seeded share of the corpus's templates. A CEL
rule agrees when its assertion is true exactly where the rule passes; a Rego rule when every body of
`deny` stops exactly where it passes.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from typing import TYPE_CHECKING

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.checking.loading import loaded_target
from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.checking.plan import prepare
from packer_systo.engine.explanation.models import Said, Subject
from packer_systo.engine.explanation.subjects import RuleOnDocument
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.source.discovery import find_templates
from shared_corpus import corpus

if TYPE_CHECKING:
    from packer_systo.engine.judgment.findings import Outcome
    from packer_systo.engine.judgment.placing import Placer

TEMPLATES = 50
"""Of the corpus, at a share of 1: each is judged by every rule, several times."""


def main() -> int:
    """Explain every rule on the templates; the exit code is 1 where anything disagrees."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0)
    share: float = parser.parse_args().share
    root = corpus()
    if root is None:
        print("skipped: the corpus is not here (set SYSTO_SHARED)")
        return 0
    os.chdir(root)
    targets = list(find_templates(["."]).targets)
    chosen = random.Random(20261126).sample(
        targets, min(len(targets), max(1, int(TEMPLATES * share)))
    )
    bundles = builtin_bundles()
    detector = Detector(secret_patterns(bundle.data for bundle in bundles))
    plan = prepare(["."], CheckOptions(cache=False, own_settings=False))
    decided = agreed = untraced = 0
    began = time.process_time()
    for target in chosen:
        for loaded in loaded_target(target, plan, detector):
            for bundle in bundles:
                for rule in bundle.rules:
                    explained = RuleOnDocument(bundle, rule, loaded, _said).explanation()
                    for subject in explained.subjects:
                        if subject.outcome not in {"fail", "pass"}:
                            continue
                        decided += 1
                        untraced += bool(subject.untraced)
                        if _agrees(subject):
                            agreed += 1
                        else:
                            print(f"{rule.full_name} on {target.shown}, {subject.path}")
    share_text = f"{agreed / decided:.2%}" if decided else "none"
    print(f"subjects decided and explained alike: {agreed} of {decided} ({share_text})")
    print(
        f"not traced: {untraced}; {len(chosen)} templates, {time.process_time() - began:.0f} s CPU"
    )
    return 0 if agreed == decided else 1


def _agrees(subject: Subject) -> bool:
    if subject.assertion is not None:
        holds = subject.assertion.result == "true"
    else:
        holds = bool(subject.bodies) and all(body.stopped_at is not None for body in subject.bodies)
    return holds == (subject.outcome == "pass")


def _said(outcome: Outcome, placer: Placer) -> Said:
    return Said(outcome.status, outcome.message, placer.place(outcome.path, None).place)


if __name__ == "__main__":
    sys.exit(main())
