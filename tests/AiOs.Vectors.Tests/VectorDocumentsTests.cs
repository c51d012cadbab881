using Xunit;

namespace AiOs;

public sealed class VectorDocumentsTests
{
    private const int Dimensions = 6;

    [Theory]
    [InlineData(VectorMetric.SquaredEuclidean)]
    [InlineData(VectorMetric.InnerProduct)]
    [InlineData(VectorMetric.Cosine)]
    public void Search_FindsWhatScoringEveryDocumentFinds(VectorMetric metric)
    {
        var points = new Points(Dimensions, 2);
        var index = new HnswIndex(Dimensions, new() { Metric = metric });
        var documents = new VectorDocuments<string>(index);
        var model = new Dictionary<string, float[][]>();
        for (int i = 0; i < 90; i++)
        {
            string key = $"d{i % 60}"; // Half of them are replaced.
            model[key] = points.Next(1 + i % 7);
            Assert.Equal(i >= 60, documents.Upsert(key, [.. model[key].SelectMany(vector => vector)]));
        }

        Assert.True(documents.Remove("d5") && model.Remove("d5"));
        Assert.False(documents.Remove("d5"));
        Assert.Equal(model.Values.Sum(vectors => vectors.Length), index.Count);
        foreach (int vectors in new[] { 1, 3 })
        {
            float[][] query = points.Next(vectors);
            var expected = model
                .Select(pair => (pair.Key, Distance: query.Sum(q => pair.Value.Min(v => Distance(metric, q, v)))))
                .OrderBy(pair => pair.Distance).ToArray();

            // All of them, so that no document is missed for being near to no single vector.
            var found = documents.Search([.. query.SelectMany(vector => vector)], model.Count);
            Assert.Equal(expected.Select(pair => pair.Key), found.Select(match => match.Key));
            Assert.All(found.Zip(expected), pair => Assert.Equal(pair.Second.Distance, pair.First.Distance, 1e-3f * (1 + Math.Abs(pair.Second.Distance))));
            string nearest = expected.First(pair => pair.Key.EndsWith('1')).Key;
            Assert.Equal(nearest, documents.Search([.. query.SelectMany(vector => vector)], 10, filter: key => key.EndsWith('1'))[0].Key);
        }
    }

    [Fact]
    public void OneNearDocumentOfManyVectors_LeavesRoomForOthers()
    {
        var documents = new VectorDocuments<int>(new FlatIndex(1, VectorMetric.SquaredEuclidean));
        documents.Upsert(1, [.. Enumerable.Repeat(0f, 500)]);
        documents.Upsert(2, [5f]);
        documents.Upsert(3, [7f]);
        Assert.Equal([new(1, 0), new(2, 25)], documents.Search([0f], 2));
    }

    [Fact]
    public void BadDocuments_AreRefused_AndChangeNothing()
    {
        var index = new FlatIndex(2, VectorMetric.Cosine, maxCapacity: 3);
        var documents = new VectorDocuments<int>(index);
        documents.Upsert(1, [1, 0, 0, 1]);
        Assert.Throws<ArgumentException>(() => documents.Upsert(2, []));
        Assert.Throws<ArgumentException>(() => documents.Upsert(2, [1, 2, 3]));
        Assert.Throws<InvalidVectorException>(() => documents.Upsert(2, [1, 2, 0, 0]));
        Assert.Throws<VectorCapacityException>(() => documents.Upsert(1, [1, 2, 2, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => documents.Search([1, 1], 0));
        Assert.Equal(2, index.Count);
        Assert.Equal(1, documents.Count);
        Assert.Equal([new(1, 0)], documents.Search([1, 0], 5));
        Assert.Throws<ArgumentException>(() => new VectorDocuments<int>(index));
    }

    private static float Distance(VectorMetric metric, float[] a, float[] b)
    {
        double dot = a.Zip(b, (x, y) => (double)x * y).Sum();
        double Length(float[] v) => Math.Sqrt(v.Sum(x => (double)x * x));
        return (float)(metric switch
        {
            VectorMetric.InnerProduct => -dot,
            VectorMetric.Cosine => 1 - dot / Length(a) / Length(b),
            _ => a.Zip(b, (x, y) => ((double)x - y) * (x - y)).Sum(),
        });
    }
}
