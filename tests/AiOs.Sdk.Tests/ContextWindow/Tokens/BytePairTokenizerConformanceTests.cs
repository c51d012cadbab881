namespace AiOs;

public sealed class BytePairTokenizerConformanceTests : TokenCounterConformanceTests
{
    protected override ITokenCounter CreateCounter() => O200k.Tokenizer;
}
