"""Small bugs seeded on purpose, to learn which of them the tests would notice."""
