{{ people_around('school_readiness') }}
