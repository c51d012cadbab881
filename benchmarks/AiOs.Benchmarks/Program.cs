using BenchmarkDotNet.Running;

// dotnet run -c Release --project benchmarks/AiOs.Benchmarks -- --filter '*Turn*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
