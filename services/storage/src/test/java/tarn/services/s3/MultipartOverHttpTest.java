package tarn.services.s3;

/** The same over HTTP. */
@OverHttp
final class MultipartOverHttpTest extends MultipartTest {}
