package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.noPublicAccessBlock;

import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3control.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3control.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3control.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.PutPublicAccessBlockResponse;
import tarn.access.AccountBlocks;
import tarn.kernel.Part;

/** What an account keeps from the public in all its buckets. */
final class PublicAccess implements S3ControlClient, Part {

    private final AccountBlocks blocks;

    PublicAccess(AccountBlocks blocks) {
        this.blocks = blocks;
    }

    @Override
    public PutPublicAccessBlockResponse putPublicAccessBlock(PutPublicAccessBlockRequest request) {
        blocks.put(Accounts.own(request.accountId()), block(request.publicAccessBlockConfiguration()));
        return PutPublicAccessBlockResponse.builder().build();
    }

    static AccountBlocks.Block block(PublicAccessBlockConfiguration said) {
        return new AccountBlocks.Block(
                Boolean.TRUE.equals(said.blockPublicAcls()),
                Boolean.TRUE.equals(said.ignorePublicAcls()),
                Boolean.TRUE.equals(said.blockPublicPolicy()),
                Boolean.TRUE.equals(said.restrictPublicBuckets()));
    }

    @Override
    public GetPublicAccessBlockResponse getPublicAccessBlock(GetPublicAccessBlockRequest request) {
        var block = blocks.find(Accounts.own(request.accountId())).orElseThrow(() -> noPublicAccessBlock());
        return GetPublicAccessBlockResponse.builder()
                .publicAccessBlockConfiguration(said -> said.blockPublicAcls(block.blockPublicAcls())
                        .ignorePublicAcls(block.ignorePublicAcls())
                        .blockPublicPolicy(block.blockPublicPolicy())
                        .restrictPublicBuckets(block.restrictPublicBuckets()))
                .build();
    }

    @Override
    public DeletePublicAccessBlockResponse deletePublicAccessBlock(DeletePublicAccessBlockRequest request) {
        blocks.delete(Accounts.own(request.accountId()));
        return DeletePublicAccessBlockResponse.builder().build();
    }
}
