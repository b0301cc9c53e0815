using FsCheck.Xunit;

namespace Parley.Rooms.Tests;

public sealed class RoomMixTests
{
    private const int Samples = 163; // Not a whole number of vectors.

    /// <summary>Whoever is in the room, hears whom, has a line and speaks: each hears exactly the sum of those it may hear, saturated.</summary>
    [Property(MaxTest = 500)]
    public void Mix_AnyRoom_IsTheSumOfThoseWhoAreHeard(int seed)
    {
        var random = new Random(seed);
        var participants = Enumerable.Range(0, random.Next(1, 13)).Select(place => Make(random, place)).ToArray();
        foreach (var listener in participants)
        {
            listener.SetHears(participants);
        }

        var mix = new RoomMix(Samples);
        var heard = new short[Samples];
        for (var tick = 0; tick < 3; tick++)
        {
            foreach (var participant in participants)
            {
                participant.Speaks = random.Next(4) > 0;
                random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(participant.Said.AsSpan()));
            }

            mix.Begin(participants);
            foreach (var listener in participants)
            {
                mix.Mix(listener, heard);
                Assert.Equal(Naive(listener, participants), heard);
            }
        }
    }

    private static RoomParticipant Make(Random random, int place)
    {
        var canReceive = random.Next(4) switch
        {
            0 => ReceivePermission.None,
            1 => new ReceivePermission { Base = random.Next(2) == 0, ByParticipantId = new Dictionary<string, bool> { [$"{random.Next(12)}"] = random.Next(2) == 0 } },
            _ => ReceivePermission.Everyone,
        };
        var line = random.Next(5) == 0 ? $"{random.Next(12)}" : null;
        return new(new ParticipantOptions { Id = $"{place}", CanReceive = canReceive, PrivateWith = line }, new FakePort(), default, Samples);
    }

    private static short[] Naive(RoomParticipant listener, RoomParticipant[] participants)
    {
        var speakers = participants.Where(speaker => speaker.Speaks && listener.MayHear(speaker)).ToList();
        return [.. Enumerable.Range(0, Samples).Select(i => (short)Math.Clamp(speakers.Sum(speaker => speaker.Said[i]), short.MinValue, short.MaxValue))];
    }
}
