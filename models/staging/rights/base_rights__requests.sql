{{ tokenised_rows('rights', 'requests') }}
