package tarn.services.s3;

/** The same over HTTP. */
@OverHttp
final class ObjectsOverHttpTest extends ObjectsTest {}
