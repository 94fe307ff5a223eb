package tarn.services.s3;

@OverHttp
class ArchiveOverHttpTest extends ArchiveTest {}
