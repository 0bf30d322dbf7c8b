"""Cuts texts with the splitters and settings of Open WebUI (routers/retrieval.py, save_docs_to_vector_db): JSON lists in and out."""

import json
import sys

from langchain_text_splitters import MarkdownHeaderTextSplitter, RecursiveCharacterTextSplitter

HEADERS = [("#" * level, f"Header {level}") for level in range(1, 7)]


def split(text):
    sections = MarkdownHeaderTextSplitter(HEADERS, strip_headers=False).split_text(text)
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=100, add_start_index=True)
    return [piece.page_content for piece in splitter.split_documents(sections)]


json.dump([split(text) for text in json.load(sys.stdin)], sys.stdout)
