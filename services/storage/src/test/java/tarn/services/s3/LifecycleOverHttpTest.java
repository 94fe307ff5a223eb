package tarn.services.s3;

@OverHttp
class LifecycleOverHttpTest extends LifecycleTest {}
