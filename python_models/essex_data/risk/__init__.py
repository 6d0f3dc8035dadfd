"""Risk models: plan, fit, score and judge. pandas in, pandas out; no files, no SQL."""
