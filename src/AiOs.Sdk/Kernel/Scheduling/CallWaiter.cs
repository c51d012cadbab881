namespace AiOs;

/// <summary>A call that waits for its admission.</summary>
internal sealed class CallWaiter(AdmissionRequest request, double arrived)
{
    public AdmissionRequest Request { get; } = request;

    /// <summary>Gets when it came, in seconds of the clock.</summary>
    public double Arrived { get; } = arrived;

    /// <summary>Gets or sets its number among all arrivals and admissions of the model: of two that stand equal, the lower goes first.</summary>
    public long Number { get; set; }

    public bool IsGivenUp { get; set; }

    public bool IsAdmitted { get; set; }

    public TaskCompletionSource<IAdmission> Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
