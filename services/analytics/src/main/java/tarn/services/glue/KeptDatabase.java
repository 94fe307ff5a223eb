package tarn.services.glue;

import software.amazon.awssdk.services.glue.model.Database;

/** A database as it is kept. */
record KeptDatabase(Database database) {}
