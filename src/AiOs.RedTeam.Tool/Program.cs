namespace AiOs;

/// <summary>The program <c>aios-redteam</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        try
        {
            return await RedTeamCommand.RunAsync(args, Console.Out, Console.Error, Environment.GetEnvironmentVariable, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 2;
        }
    }
}
