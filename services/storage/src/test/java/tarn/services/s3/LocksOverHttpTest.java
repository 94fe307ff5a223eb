package tarn.services.s3;

@OverHttp
class LocksOverHttpTest extends LocksTest {}
