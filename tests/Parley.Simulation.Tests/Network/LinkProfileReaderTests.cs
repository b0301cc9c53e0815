using Parley.Simulation.Network;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Tests.Network;

public sealed class LinkProfileReaderTests
{
    [Fact]
    public void Read_Nothing_IsNoPlan() => Assert.Null(Read("other: 1").Plan);

    [Fact]
    public void Read_Name_IsItsProfileInEachDirection()
    {
        var (plan, errors) = Read("network: 3g");

        Assert.Empty(errors);
        Assert.Equal(780_000, plan!.ToCallee.At(default).Bandwidth);
        Assert.Equal(330_000, plan.FromCallee.At(default).Bandwidth);
    }

    [Fact]
    public void Read_EveryKey_IsUnderstood()
    {
        var (plan, errors) = Read(
            """
            network:
              delay: 80ms
              jitter: 25ms
              jitter-shape: exponential
              loss: 1.5%
              bursts: { share: 2%, length: 4 }
              reorder: { share: 0.5%, depth: 3 }
              duplicates: 0.1%
              bandwidth: 1.5Mbit
              queue: 150ms
              down: no
            """);

        Assert.Empty(errors);
        var expected = new LinkProfile
        {
            Delay = TimeSpan.FromMilliseconds(80),
            Jitter = TimeSpan.FromMilliseconds(25),
            JitterShape = JitterShape.Exponential,
            Loss = 0.015,
            Bursts = new(0.02, 4),
            Reordering = new(0.005, 3),
            Duplicates = 0.001,
            Bandwidth = 1_500_000,
            Queue = TimeSpan.FromMilliseconds(150),
        };
        Assert.Equal(expected, plan!.ToCallee.At(default));
        Assert.Equal(expected, plan.FromCallee.At(default));
    }

    [Fact]
    public void Read_Changes_KeepWhatTheyDoNotNameAndAProfileStartsAfresh()
    {
        var (plan, errors) = Read(
            """
            network:
              profile: wifi
              delay: 30ms
              from-callee: { loss: 3% }
              then:
                - at: 10s
                  bursts: none
                  bandwidth: 64kbit
                - at: 20s
                  to-callee: down
                  from-callee: { profile: 4g, delay: 1s }
                  rebind: yes
                - at: 1m
                  profile: clean
                  rebind: true
            """);

        Assert.Empty(errors);
        Assert.Equal([TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1)], plan!.Rebinds);
        var (to, from) = (plan.ToCallee, plan.FromCallee);
        Assert.Equal((30, 0, 0.03), (from.At(default).Delay.TotalMilliseconds, to.At(default).Loss, from.At(default).Loss));
        Assert.Equal(new BurstLoss(0.01, 3), to.At(TimeSpan.FromSeconds(9)).Bursts);
        Assert.Null(to.At(TimeSpan.FromSeconds(10)).Bursts);
        Assert.Equal((64_000L, 64_000L, 0.03), (to.At(TimeSpan.FromSeconds(10)).Bandwidth, from.At(TimeSpan.FromSeconds(10)).Bandwidth, from.At(TimeSpan.FromSeconds(10)).Loss));
        Assert.True(to.At(TimeSpan.FromSeconds(20)).IsDown);
        Assert.Equal((50_000_000L, 1, 0.002), (from.At(TimeSpan.FromSeconds(20)).Bandwidth, from.At(TimeSpan.FromSeconds(20)).Delay.TotalSeconds, from.At(TimeSpan.FromSeconds(20)).Loss));
        Assert.Equal([new(), new()], [to.At(TimeSpan.FromMinutes(1)), from.At(TimeSpan.FromMinutes(1))]);
    }

    [Theory]
    [InlineData("network: 3gg", "(1,10): 'network' is '3gg'; did you mean '3g'?")]
    [InlineData("network: { los: 1% }", "(1,12): 'los' is not known here; did you mean 'loss'?")]
    [InlineData("network: { loss: 101% }", "(1,18): 'loss' is '101%'; expected a number from 0% to 100%")]
    [InlineData("network: { loss: 0.5 }", "(1,18): 'loss' is '0.5'; expected a number from 0% to 100%")]
    [InlineData("network: { bandwidth: fast }", "(1,23): 'bandwidth' is 'fast'; expected bits per second such as 64kbit or 1.5Mbit, or 'none'")]
    [InlineData("network: { bursts: { share: 90%, length: 1 } }", "(1,10): bursts of that mean length cannot make up so large a share: make them longer")]
    [InlineData("network: { bursts: many }", "(1,20): 'bursts' is 'many'; expected 'share: ...' and 'length: ...', or 'none'")]
    [InlineData("network: { reorder: { share: 1% } }", "(1,21): 'depth' is missing")]
    [InlineData("network: { then: [ { loss: 1% } ] }", "(1,20): 'at' is missing")]
    [InlineData("network: { then: [ { at: 0s } ] }", "(1,26): 'at' is '0s'; expected a duration such as 500ms, 10s or 1m, more than 0")]
    [InlineData("network: { then: [ { at: 2s }, { at: 1s } ] }", "(1,38): 'at' is 1s; the changes have to stand in order, and the one before is at 2s")]
    [InlineData("network: { to-callee: { rebind: yes } }", "(1,25): 'rebind' is not known here; known are bandwidth, bursts, delay, down, duplicates, jitter, jitter-shape, loss, profile, queue, reorder")]
    public void Read_Wrong_SaysWhereAndWhat(string yaml, string error)
    {
        var (_, errors) = Read(yaml);

        Assert.Equal("test.yaml" + error, Assert.Single(errors));
    }

    private static (LinkPlan? Plan, List<string> Errors) Read(string yaml)
    {
        var problems = new YamlProblems("test.yaml");
        var plan = LinkProfileReader.Read(YamlMap.Read(yaml, problems)!["network"]);
        return (plan, [.. problems.Errors.Select(error => error.ToString())]);
    }
}
