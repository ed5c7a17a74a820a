"""Printed documents in photographs: text by rapidocr, fields located, check digits verified."""
