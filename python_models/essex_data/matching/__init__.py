"""What matching cannot say in SQL: fitting weights, clusters without contradictions."""
