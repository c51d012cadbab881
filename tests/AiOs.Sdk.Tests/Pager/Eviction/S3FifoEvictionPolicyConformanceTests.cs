namespace AiOs;

public sealed class S3FifoEvictionPolicyConformanceTests : EvictionPolicyConformanceTests
{
    protected override IEvictionPolicy CreatePolicy() => new S3FifoEvictionPolicy();
}
