{{ people_around('school_exclusion') }}
