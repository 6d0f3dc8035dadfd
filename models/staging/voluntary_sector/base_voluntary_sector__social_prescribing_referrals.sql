{{ tokenised_rows('voluntary_sector', 'social_prescribing_referrals') }}
