package tarn.services.s3;

/** The same over HTTP. */
@OverHttp
final class EncryptionOverHttpTest extends EncryptionTest {}
