{{ tokenised_rows('schools', 'school_census') }}
