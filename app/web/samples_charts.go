package web

import "shoumi/casebook"

// chartSamples are made-up examples of pictures of figures.
type chartSamples struct {
	Charts []*chart
	Matrix dotMatrix
}

func newChartSamples(tr *language) chartSamples {
	units := []string{"示範第一分局", "示範市政府警察局示範第二分局中央派出所", "示範第三分局", "示範第四分局"}
	months := []string{"115年1月", "115年2月", "115年3月", "115年4月", "115年5月", "115年6月"}
	none := empty{Text: "還沒有人完成課程。", How: "有人完成後，每月1日統計。"}
	return chartSamples{
		Charts: []*chart{
			newBars(tr, chartData{ID: "demo-bars", Title: "完成課程的人數", Note: "民國115年11月22日", Head: "單位", Unit: "人", Labels: units, Series: []series{{"人數", []amount{people(128), people(46), people(3), {Missing: true}}}}}),
			newStack(tr, chartData{ID: "demo-stack", Title: "課程的進度", Head: "單位", Unit: "人", Labels: units[:3], Series: []series{
				{"已完成", []amount{people(60), people(24), people(12)}}, {"進行中", []amount{people(32), people(12), people(2)}}, {"尚未開始", []amount{people(20), people(18), people(9)}}, {"已逾期", []amount{people(16), people(0), people(5)}}}}),
			newLines(tr, chartData{ID: "demo-lines", Title: "每月答對的比率", Note: "少於5人作答的月份不顯示", Head: "月份", Unit: "%", Labels: months, Series: []series{
				{"第一分局", []amount{{N: 42}, {N: 51.5}, {N: 58}, {N: 63}, {N: 70}, {N: 71}}},
				{"第二分局", []amount{{N: 55}, {N: 54}, {Missing: true}, {N: 61}, {Withheld: true}, {N: 66}}}}}),
			newBars(tr, chartData{ID: "demo-none", Title: "完成課程的人數", Head: "單位", None: none}),
		},
		Matrix: dotMatrix{Width: 288, Height: 56, Label: "兩個案例的三項結果：兩項相同，一項有說明之差異", Lines: []dotLine{
			{Y: 14, TextY: 19, Name: "示範 1", Marks: []dot{{100, casebook.Agree, "甲：相同"}, {120, casebook.Explained, "乙：有說明之差異"}}},
			{Y: 42, TextY: 47, Name: "示範 2", Marks: []dot{{100, casebook.Within, "甲：在範圍內"}, {120, casebook.Unexplained, "乙：未說明之差異"}}}}},
	}
}
