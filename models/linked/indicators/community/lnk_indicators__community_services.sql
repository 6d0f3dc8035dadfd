{{ services_open('community_services', counted='1') }}
