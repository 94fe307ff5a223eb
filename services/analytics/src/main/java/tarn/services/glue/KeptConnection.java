package tarn.services.glue;

import software.amazon.awssdk.services.glue.model.Connection;

/**
 * A connection as it is kept.
 *
 * @param connection without its password
 * @param password the password under the platform's seal, in base 64; empty if there is none
 */
record KeptConnection(Connection connection, String password) {}
