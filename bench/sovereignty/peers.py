"""Runs Presidio and detect-secrets over prompts: JSON lines in, one JSON line of flags per prompt out."""
import json
import logging
import sys

import spacy
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import default_settings
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from presidio_analyzer.predefined_recognizers import AuAbnRecognizer, AuAcnRecognizer, AuMedicareRecognizer, AuTfnRecognizer
import tempfile

logging.disable(logging.CRITICAL)
THRESHOLD = 0.5
# As in ours, numbers of public registers are labels and no personal data; a date, address of the web or a place is none either.
NOT_COUNTED = {"AU_ABN", "AU_ACN", "DATE_TIME", "URL", "LOCATION", "NRP"}


class BlankEngine(NlpEngine):
    """A tokenizer without a model, whose lemmas are the words in lower case: names and places are not found."""

    def __init__(self):
        self.nlp = spacy.blank("en")

    def load(self):
        pass

    def is_loaded(self):
        return True

    def process_text(self, text, language):
        doc = self.nlp(text)
        lemmas = [token.text.lower() for token in doc]
        return NlpArtifacts(entities=[], tokens=doc, tokens_indices=[token.idx for token in doc], lemmas=lemmas, nlp_engine=self, language=language)

    def process_batch(self, texts, language, **_):
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word, language):
        return self.nlp.vocab[word].is_stop

    def is_punct(self, word, language):
        return self.nlp.vocab[word].is_punct

    def get_supported_entities(self):
        return []

    def get_supported_languages(self):
        return ["en"]


def presidio():
    registry = RecognizerRegistry()
    engine = BlankEngine()
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    for recognizer in (AuAbnRecognizer(), AuAcnRecognizer(), AuMedicareRecognizer(), AuTfnRecognizer()):
        registry.add_recognizer(recognizer)
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine)
    return lambda text: any(found.score >= THRESHOLD and found.entity_type not in NOT_COUNTED for found in analyzer.analyze(text, language="en"))


def secrets(text):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(text)
        file.flush()
        with default_settings():
            return any(True for _ in scan_file(file.name))


flags_pii = presidio()
for line in sys.stdin:
    text = json.loads(line)["text"]
    print(json.dumps({"presidio": flags_pii(text), "detect-secrets": secrets(text)}), flush=True)
