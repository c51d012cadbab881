namespace AiOs;

/// <summary>Measures stored rows against one point. A struct, so that the searches compile once for each kind of space.</summary>
internal unsafe interface ISpace
{
    /// <summary>Gives the distance of one row.</summary>
    float Measure(int slot);

    /// <summary>Gives the distances of four rows.</summary>
    void Measure4(int* slots, float* distances);

    /// <summary>Starts loading a row.</summary>
    void Prefetch(int slot);
}
