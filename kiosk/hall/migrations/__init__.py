"""How the hall's tables came to be, step by step, by Alembic."""
