package tarn.services.s3;

/** The same over HTTP. */
@OverHttp
final class CustomerKeysOverHttpTest extends CustomerKeysTest {}
