using Xunit;

namespace AiOs;

/// <summary>The probes of the security evaluation: nothing gets through, and what each check is for is noticed when it is off.</summary>
public sealed class ProbeTests
{
    public static TheoryData<string> Checks =>
    [
        .. Enum.GetValues<BoundaryCheck>().Where(static check => check is not (BoundaryCheck.None or BoundaryCheck.All))
            .Select(static check => check.ToString()),
    ];

    [Fact]
    public async Task NoProbe_FindsAnything() => Assert.Empty((await Probes.RunAllAsync()).Problems);

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task ACheckThatIsOff_IsNoticed(string check)
    {
        bool isNoticed = await BoundaryChecks.Without(Enum.Parse<BoundaryCheck>(check), static async () =>
        {
            foreach (var (_, isViolated) in Probes.All)
            {
                if (await isViolated())
                {
                    return true;
                }
            }

            return false;
        });
        Assert.True(isNoticed, $"Nothing would notice that {check} is gone.");
    }
}
