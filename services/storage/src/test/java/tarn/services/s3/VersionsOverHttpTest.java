package tarn.services.s3;

@OverHttp
class VersionsOverHttpTest extends VersionsTest {}
