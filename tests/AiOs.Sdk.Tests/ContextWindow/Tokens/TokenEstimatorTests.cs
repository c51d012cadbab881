using FsCheck;
using FsCheck.Fluent;
using Xunit;
using Xunit.Abstractions;

namespace AiOs;

public sealed class TokenEstimatorTests(ITestOutputHelper output)
{
    private readonly TokenEstimator _estimator = new();

    [Fact]
    public void Features_AreThoseOfTheObviousCount()
    {
        var random = new Random(1);
        for (int i = 0; i < 3000; i++)
        {
            // Long enough to cross the 64 characters of a vector, with stretches of ASCII between other scripts.
            string text = RandomText.Draw(random, random.Next(1, 40)) + Ascii(random, random.Next(200)) + RandomText.Draw(random, random.Next(3));
            long[] features = new long[TextFeature.Count];
            TextFeatures.Add(text, features);
            Assert.Equal(SlowTextFeatures.Of(text), features);
        }
    }

    [Fact]
    public void Concatenation_StaysWithinTheStatedBounds()
    {
        var random = new Random(2);
        for (int i = 0; i < 20_000; i++)
        {
            string left = RandomText.Draw(random, random.Next(8)) + Ascii(random, random.Next(20));
            string right = Ascii(random, random.Next(20)) + RandomText.Draw(random, random.Next(8));
            int together = _estimator.CountTokens(left + right);
            Assert.True(together >= _estimator.CountTokens(left), $"'{left}' counts more than with '{right}' after it.");
            Assert.True(together <= _estimator.CountTokens(left) + _estimator.CountTokens(right) + 3, $"'{left}' + '{right}' counts too many.");
        }
    }

    [Fact]
    public void EveryCharacter_CountsAtLeastOne_AndAtMostFour()
    {
        for (int i = 0; i <= char.MaxValue; i++)
        {
            char c = (char)i;
            Assert.InRange(_estimator.CountTokens([c]), 1, 4);
            Assert.InRange(_estimator.CountTokens(new string(c, 1000)), 10, 4000);
        }
    }

    [Theory]
    [MemberData(nameof(SampleTexts.Names), MemberType = typeof(SampleTexts))]
    public void SampleTexts_StayBelowTheInitialMargin(string name)
    {
        string text = SampleTexts.Of(name);
        int estimated = _estimator.CountTokens(text);
        int exact = O200k.Tokenizer.CountTokens(text);
        output.WriteLine($"| {name} | {text.Length} | {exact} | {estimated} | {((double)estimated / exact) - 1:+0 %;-0 %} |");
        Assert.True(exact <= estimated * (1 + _estimator.Margin), $"{name}: {exact} tokens, but the estimate is {estimated}.");
        Assert.True(estimated <= 1.5 * exact, $"{name}: {exact} tokens, but the estimate is {estimated}.");
    }

    [Fact]
    public void DocumentsOfThisRepository_StayBelowTheInitialMargin()
    {
        string root = RepositoryRoot();
        var files = Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("\\obj\\", StringComparison.Ordinal));
        foreach (var kind in files.GroupBy(Path.GetExtension))
        {
            var ratios = kind.Select(path => (Path: path, Text: File.ReadAllText(path))).Where(file => file.Text.Length > 0)
                .Select(file => (Ratio: (double)_estimator.CountTokens(file.Text) / O200k.Tokenizer.CountTokens(file.Text), file.Path)).ToList();
            var (least, path) = ratios.Min();
            double most = ratios.Max().Ratio;
            double mean = ratios.Average(static file => file.Ratio);
            output.WriteLine($"{kind.Key}: {ratios.Count} files, {least - 1:+0 %;-0 %} to {most - 1:+0 %;-0 %}, mean {mean - 1:+0 %;-0 %}");
            Assert.True(1 / least <= 1 + _estimator.Margin, $"{path} has {1 / least:F2} tokens for each one estimated.");
        }
    }

    [Fact]
    public void Counting_AllocatesNothing()
    {
        string text = SampleTexts.Of("English") + SampleTexts.Of("Chinese");
        _ = _estimator.CountTokens(text);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = _estimator.CountTokens(text);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // The adversary reports whatever it likes, from a tenth to five times the count, in any order.
    [Fact]
    public void Margin_CoversEveryRecentObservation_WhateverIsReported()
    {
        var report = Gen.Two(Gen.Choose(1, 1_000_000)).Select(pair => ((long)pair.Item1, Math.Clamp(pair.Item2, 1 + (pair.Item1 / 10), 5L * pair.Item1)));
        var inputs = from window in Gen.Choose(1, 6) from warmUp in Gen.Choose(1, 5) from reports in report.ArrayOf() select (window, warmUp, reports);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var estimator = new TokenEstimator(new TokenEstimatorOptions
            {
                WindowObservations = input.window,
                WarmUpObservations = input.warmUp,
                SafetyMargin = 0,
                MinimumMargin = -0.95,
            });
            for (int i = 0; i < input.reports.Length; i++)
            {
                estimator.Observe(input.reports[i].Item1, input.reports[i].Item2);
                double margin = estimator.Margin;
                var recent = input.reports.Take(i + 1).TakeLast(input.window);
                if (!recent.All(seen => seen.Item2 <= seen.Item1 * (1 + margin)) || margin > 4)
                {
                    return false;
                }

                // And no more than the worst of them asks for, once warm.
                double worst = recent.Max(seen => (double)seen.Item2 / seen.Item1) - 1;
                if (i + 1 >= input.warmUp && margin > Math.Max(worst, -0.95) + 1e-9)
                {
                    return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(1, 5));
    }

    [Fact]
    public void Margin_FallsOnlyAfterWarmUp_AndForgetsWhatIsOld()
    {
        var estimator = new TokenEstimator(new TokenEstimatorOptions { WarmUpObservations = 3, WindowObservations = 4 });
        Assert.Equal(0.25, estimator.Margin);
        estimator.Observe(100, 80);
        estimator.Observe(100, 80);
        Assert.Equal(0.25, estimator.Margin);
        estimator.Observe(100, 80);
        Assert.Equal(-0.15, estimator.Margin, 9);
        estimator.Observe(100, 150);
        Assert.Equal(0.55, estimator.Margin, 9);
        for (int i = 0; i < 4; i++)
        {
            estimator.Observe(100, 80);
        }

        Assert.Equal(-0.15, estimator.Margin, 9);
        estimator.Observe(1, long.MaxValue);
        Assert.Equal(4, estimator.Margin);
    }

    [Fact]
    public async Task ManyThreads_ObserveTogether()
    {
        var estimator = new TokenEstimator(new TokenEstimatorOptions { WindowObservations = 4096 });
        await Task.WhenAll(Enumerable.Range(1, 4).Select(worker => Task.Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                estimator.Observe(1000, 1000 + (worker * i));
                Assert.True(estimator.Margin >= worker * i / 1000.0);
            }
        })));
        Assert.Equal(1.996 + 0.05, estimator.Margin, 9);
    }

    [Fact]
    public void Options_OutsideTheirRange_AreRefused()
    {
        TokenEstimatorOptions[] wrong =
        [
            new() { InitialMargin = -0.1 }, new() { InitialMargin = double.NaN }, new() { InitialMargin = 5 }, new() { WarmUpObservations = 0 },
            new() { WindowObservations = 0 }, new() { WindowObservations = 4097 }, new() { SafetyMargin = -0.1 }, new() { SafetyMargin = double.NaN },
            new() { MinimumMargin = -1 }, new() { MinimumMargin = 4.1 }, new() { MaximumMargin = double.PositiveInfinity }, new() { MaximumMargin = 1001 },
        ];
        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(() => new TokenEstimator(options)));
    }

    private static string Ascii(Random random, int length) =>
        string.Create(length, random, (text, r) => r.GetItems("aaeBcxyzQ019  \t\n\r.,-==({", text));

    private static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AiOs.Sdk.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
