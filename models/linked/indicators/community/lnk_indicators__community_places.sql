{{ services_open('community_places', counted='coalesce(services.places_per_week, 0)') }}
