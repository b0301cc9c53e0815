using FsCheck.Xunit;

namespace Parley.Audio.Tests.Frames;

public sealed class SlidingWindowTests
{
    [Property]
    public bool Slide_WhateverTheLengths_KeepsTheLastItemsInOrder(byte[] lengths)
    {
        var window = new SlidingWindow<int>(100);
        var (all, next) = (new List<int>(new int[100]), 1);
        foreach (var length in lengths)
        {
            var place = window.Slide(length % 101);
            for (var i = 0; i < place.Length; i++)
            {
                place[i] = next;
                all.Add(next++);
            }

            if (!window.Items.SequenceEqual(all.TakeLast(100).ToArray()))
            {
                return false;
            }
        }

        return true;
    }
}
