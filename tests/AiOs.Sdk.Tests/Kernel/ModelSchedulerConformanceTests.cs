namespace AiOs;

/// <summary>By priority, which is the default; the other disciplines derive from it.</summary>
public class ModelSchedulerConformanceTests : SchedulerConformanceTests
{
    protected virtual SchedulingDiscipline Discipline => SchedulingDiscipline.Priority;

    protected override IScheduler CreateScheduler(int maxConcurrentCalls, TimeProvider time) =>
        new ModelScheduler(new SchedulerOptions { Discipline = Discipline, MaxConcurrentCalls = maxConcurrentCalls }, time);

    public sealed class Fifo : ModelSchedulerConformanceTests
    {
        protected override SchedulingDiscipline Discipline => SchedulingDiscipline.Fifo;
    }

    public sealed class RoundRobin : ModelSchedulerConformanceTests
    {
        protected override SchedulingDiscipline Discipline => SchedulingDiscipline.RoundRobin;
    }

    public sealed class WeightedFair : ModelSchedulerConformanceTests
    {
        protected override SchedulingDiscipline Discipline => SchedulingDiscipline.WeightedFair;
    }

    public sealed class Deadline : ModelSchedulerConformanceTests
    {
        protected override SchedulingDiscipline Discipline => SchedulingDiscipline.Deadline;
    }
}
