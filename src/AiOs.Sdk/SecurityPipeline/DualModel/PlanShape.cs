namespace AiOs;

/// <summary>Checks a plan against its preset and the tools that its process may call.</summary>
internal static class PlanShape
{
    /// <summary>Checks a plan before it is committed.</summary>
    /// <exception cref="PlanException">A step is not allowed, or calls a tool that is not there.</exception>
    public static void Check(Plan plan, PlanPreset preset, IReadOnlyDictionary<string, ToolDescriptor> tools)
    {
        foreach (var step in All(plan.Steps))
        {
            if (BoundaryChecks.Holds(BoundaryCheck.PresetIsChecked) && !IsAllowed(step, preset))
            {
                throw new PlanException($"Step '{step.Id}' is a {step.GetType().Name}, which {preset} does not allow here.");
            }

            if (step is CallStep call && !tools.ContainsKey(call.Tool))
            {
                throw new PlanException($"Step '{call.Id}' calls '{call.Tool}', and there are {string.Join(", ", tools.Keys)}.");
            }
        }

        if (preset == PlanPreset.ActionSelector && plan.Steps.Count != 1 && BoundaryChecks.Holds(BoundaryCheck.PresetIsChecked))
        {
            throw new PlanException($"The plan has {plan.Steps.Count} steps, and {preset} allows exactly one.");
        }
    }

    private static bool IsAllowed(PlanStep step, PlanPreset preset) => preset switch
    {
        PlanPreset.PlanThenExecute => step is not (BranchStep or LoopStep),
        PlanPreset.MapReduce => step switch
        {
            BranchStep => false,
            LoopStep loop => loop.Body.All(static inner => inner is ReadStep or PickStep),
            _ => true,
        },
        PlanPreset.ActionSelector => step is CallStep,
        _ => true,
    };

    private static IEnumerable<PlanStep> All(IEnumerable<PlanStep> steps)
    {
        foreach (var step in steps)
        {
            yield return step;
            var inner = step switch
            {
                BranchStep branch => branch.Then.Concat(branch.Else),
                LoopStep loop => loop.Body,
                _ => [],
            };
            foreach (var child in All(inner))
            {
                yield return child;
            }
        }
    }
}
