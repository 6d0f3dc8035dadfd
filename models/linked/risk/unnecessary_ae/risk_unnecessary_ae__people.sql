{{ people_around('unnecessary_ae') }}
