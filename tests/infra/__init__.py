"""What the tests run on: a PostgreSQL cluster, a Redis server and a browser of their own."""
