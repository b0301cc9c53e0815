using BenchmarkDotNet.Running;
using Parley.Benchmarks;

if (args is ["simulation", .. var rest])
{
    return await SimulationSpeed.RunAsync(rest);
}

if (args is ["legs", .. var legs])
{
    return await LegSpeed.RunAsync(legs);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
