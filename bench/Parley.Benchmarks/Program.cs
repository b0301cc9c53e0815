using BenchmarkDotNet.Running;
using Parley.Benchmarks;

if (args is ["simulation", .. var rest])
{
    return await SimulationSpeed.RunAsync(rest);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
