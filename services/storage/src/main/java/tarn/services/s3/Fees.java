package tarn.services.s3;

import static tarn.services.s3.S3Faults.malformedXml;
import static tarn.services.s3.SettingFaults.accelerationNeedsPlainName;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AccelerateConfiguration;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.RequestPaymentConfiguration;
import tarn.kernel.Part;

/**
 * What is charged otherwise than usual: requests that the requester pays for, and transfers that AWS's edge locations
 * speed up. The latter is kept and told; there are no edges here, and every endpoint is as fast as the other.
 */
final class Fees implements S3Client, Part {

    private final Holdings holdings;
    private final Configurations<RequestPaymentConfiguration> payment;
    private final Configurations<AccelerateConfiguration> acceleration;

    Fees(
            Holdings holdings,
            Configurations<RequestPaymentConfiguration> payment,
            Configurations<AccelerateConfiguration> acceleration) {
        this.holdings = holdings;
        this.payment = payment;
        this.acceleration = acceleration;
    }

    @Override
    public PutBucketRequestPaymentResponse putBucketRequestPayment(PutBucketRequestPaymentRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var payer = request.requestPaymentConfiguration().payer();
        if (payer == null || payer == Payer.UNKNOWN_TO_SDK_VERSION) {
            throw malformedXml();
        }
        payment.put(request.bucket(), request.requestPaymentConfiguration());
        return PutBucketRequestPaymentResponse.builder().build();
    }

    @Override
    public GetBucketRequestPaymentResponse getBucketRequestPayment(GetBucketRequestPaymentRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var payer = payment.find(request.bucket()).map(RequestPaymentConfiguration::payer);
        return GetBucketRequestPaymentResponse.builder()
                .payer(payer.orElse(Payer.BUCKET_OWNER))
                .build();
    }

    @Override
    public PutBucketAccelerateConfigurationResponse putBucketAccelerateConfiguration(
            PutBucketAccelerateConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var status = request.accelerateConfiguration().status();
        if (status == null || status == BucketAccelerateStatus.UNKNOWN_TO_SDK_VERSION) {
            throw malformedXml();
        }
        if (request.bucket().contains(".")) {
            throw accelerationNeedsPlainName();
        }
        acceleration.put(request.bucket(), request.accelerateConfiguration());
        return PutBucketAccelerateConfigurationResponse.builder().build();
    }

    @Override
    public GetBucketAccelerateConfigurationResponse getBucketAccelerateConfiguration(
            GetBucketAccelerateConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var answer = GetBucketAccelerateConfigurationResponse.builder();
        acceleration.find(request.bucket()).ifPresent(kept -> answer.status(kept.status()));
        return answer.build();
    }
}
